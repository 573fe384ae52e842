// Package eval runs labelled files through backfire and counts. A file is JSON Lines, a labelled case a row; keys that a
// task does not know are ignored, since labelled files carry more. Every error names the file and the line.
package eval
