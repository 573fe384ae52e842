package mock

import "strings"

// Model is a model whose answer is known.
type Model struct {
	Name   string
	About  string
	answer Answer
}

const (
	sale    = "Sale items can be exchanged for another size but are not refunded."
	window  = "Customers may return an unused item within 30 days of delivery."
	wrong   = "Customers may return an unused item within 60 days of delivery."
	payment = "Refunds are paid to the original payment method within 5 business days of the return reaching our warehouse."
)

// Catalogue are the models that backfire mock serves. What they say is about examples/refunds/facts.md.
var Catalogue = []Model{
	{"clean", "an answer that the facts of examples/refunds bear out", Say(sale + " " + window + " " + payment)},
	{"refunds", "an answer whose second sentence they contradict", Say(sale + " " + wrong + " " + payment)},
	{"reasoning", "reasoning, then an answer", Answer{Choices: []Choice{{
		Reasoning: Tokens("The customer bought it on sale. I should say what that means."), Text: Tokens(sale),
	}}}},
	{"tool", "a text, then a tool call", Answer{Choices: []Choice{{
		Text:  Tokens("Let me look up your order."),
		Calls: []Call{{"find_order", Tokens(`{"order": 7731, "include": ["delivery", "payment"]}`)}},
	}}}},
	{"wrongtool", "a tool call whose arguments the facts contradict", Answer{Choices: []Choice{{
		Text:  Tokens("I will write to the customer."),
		Calls: []Call{{"send_mail", Tokens(`{"to": "customer 7731", "body": "` + wrong + `"}`)}},
	}}}},
	{"secret", "an answer with a credential in it", Say("Here you are. The key is " + "AKIA" + "Q3EGRZ7T" + "PLMN5KWD" + " and it works.")},
	{"choices", "two choices at once, the second contradicted (Chat Completions alone)", Answer{Choices: []Choice{
		{Text: Tokens(sale + " " + window)}, {Text: Tokens(sale + " " + wrong)},
	}}},
	{"long", "a hundred sentences", Say(strings.Repeat(sale+" "+window+" ", 50))},
}

// Models returns the answers of the catalogue by name.
func Models() map[string]Answer {
	answers := map[string]Answer{}
	for _, m := range Catalogue {
		answers[m.Name] = m.answer
	}
	return answers
}
