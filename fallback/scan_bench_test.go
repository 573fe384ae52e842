package fallback_test

import (
	"strings"
	"testing"

	"github.com/backfire-ai/backfire-go/fallback"
)

// prose is ordinary English with what ordinary English has in it.
var prose = strings.Repeat("The committee met on Tuesday to review the budget for the coming year. Its members, 14 in all, agreed that "+
	"the museum should stay open until 18:30 on weekdays, and they asked the director to report back in June. \"We have done more with "+
	"less,\" she said; nobody disagreed. Visitors spent $1.2 million in the shop, 8 % more than in 2019. ", 64)

const shortPrompt = "Please summarise the attached report in three bullet points and list the open questions that the authors leave for the next meeting, with the names of the people who raised them."

func BenchmarkScan(b *testing.B) {
	k := scanKernel(b)
	for name, text := range map[string]string{
		"prose": prose, "quotes": strings.ReplaceAll(prose, `"`, "“"), "prompt": shortPrompt,
		"adversarial": strings.Repeat("ignore all the previous ", 1000), "digits": strings.Repeat("4111 1111 ", 2000),
		"spaced": strings.Repeat("i g n o r e ", 2000), "marks": strings.Repeat("\u0301", 10000), "base64": strings.Repeat("QUJD", 5000),
	} {
		b.Run(name, func(b *testing.B) {
			var s fallback.Scan
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				k.Scan(&s, text, fallback.ScanPrompt)
			}
		})
	}
}
