// Package metric turns scores and labels into the figures that backfire eval prints. Every function is a few lines over
// a published definition, so that a reader can check a figure by hand.
package metric
