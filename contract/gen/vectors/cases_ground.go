package main

import "strings"

func groundVectors() []vector {
	facts := func(name, claim string, evidence []object, shows ...string) vector {
		return vector{name, object{{"claim", claim}, {"evidence", evidence}}, shows}
	}
	verdict := func(v, reason string) []string {
		return []string{`"verdict":"` + v + `"`, `"reason":"` + reason + `"`}
	}
	// The claim and the one fact, and what becomes of them.
	case1 := func(v, reason string) func(name, claim, fact string) vector {
		return func(name, claim, fact string) vector {
			return facts(name, claim, documents(fact), verdict(v, reason)...)
		}
	}
	supported, unknown := case1("supported", "restated"), case1("unknown", "unsupported")
	number, unit, date := case1("contradicted", "number"), case1("contradicted", "unit"), case1("contradicted", "date")
	negation, antonym, entity := case1("contradicted", "negation"), case1("contradicted", "antonym"), case1("contradicted", "entity")
	nothing := case1("supported", "no_content")

	const refunds = "Refunds are possible within 30 days."
	vectors := []vector{
		// No content, no facts, no alignment.
		facts("nothing, no facts", "", documents(), verdict("supported", "no_content")...),
		facts("white space, no facts", " \n", documents(), `"claim_span":[0,0]`),
		facts("a claim, no facts", " It costs $20. ", documents(), `"verdict":"unknown","support":0,"reason":"no_facts","claim_span":[1,14],"evidence_id":null,"evidence_span":null`),
		facts("no content comes before no facts", "And so it is.", documents(), verdict("supported", "no_content")...),
		facts("an empty fact", "It costs $20.", documents(""), `"verdict":"unknown","support":0,"reason":"unsupported"`, `"evidence_id":null`),
		nothing("stop words say nothing", "And so it is.", refunds),
		nothing("a greeting says nothing", "Hello, thank you please!", refunds),
		nothing("negators alone say nothing", "No, not so.", refunds),
		nothing("a sign alone says nothing", "$", refunds),
		nothing("bytes that are no text say nothing", "\xff\xfe", refunds),
		unknown("nothing in common", "Bananas are rich in potassium.", refunds),
		unknown("one word in common", "Bananas are possible in winter gardens of old castles.", refunds),
		unknown("a stop word in common is nothing", "Bananas are rich.", "Whales are large."),

		// Restated.
		supported("word by word", refunds, refunds),
		supported("white space around", "  "+refunds+" \n", refunds),
		supported("in capitals", strings.ToUpper(refunds), refunds),
		supported("in other forms", "A refund is possible within 30 day.", refunds),
		supported("in another order", "Within 30 days, refunds are possible.", refunds),
		supported("a part of it", "Refunds are possible.", refunds),
		supported("with accents", "The café opens early.", "The cafe opens early."),
		supported("with hidden characters", "Re\u200bfunds are pos\u00adsible.", refunds),
		supported("a number in words", "Refunds are possible within thirty days.", refunds),
		supported("a rounded number", "About 8.2 million people live there.", "About 8,195,000 people live there."),
		supported("a number cut", "About 8.1 million people live there.", "About 8,195,000 people live there."),
		supported("a measure in another unit", "The walk takes 120 minutes in all.", "The walk takes 2 hours in all."),
		supported("a measure that a conversion rounds", "The road is 5 km long.", "The road is 3.1 miles long."),
		supported("a compound measure", "The train takes 136 minutes to Paris.", "The train takes 2 hours 16 minutes to Paris."),
		supported("nothing in other units", "The station lies 0 km from the sea.", "The station lies 0 miles from the sea."),
		supported("rounded below zero", "The mean was -3.1 points in the sample.", "The mean was -3.14 points in the sample."),
		supported("a less exact date", "The museum closes in June for repairs.", "The museum closes on 3 June 2024 for repairs."),
		supported("a date written otherwise", "It began on 15 March 2024.", "It began on 2024-03-15."),
		supported("a time written otherwise", "The shop opens at 5 pm.", "The shop opens at 17:00."),
		supported("percent written otherwise", "It grew by 15 %.", "It grew by fifteen percent."),
		supported("a currency written otherwise", "The plan costs 19 dollars.", "The plan costs $19."),
		supported("an inflected name", "The Iraqi army left the city on foot.", "The army of Iraq left the city on foot."),
		supported("an acronym of the fact's name", "The US signed the treaty last spring.", "The United States signed the treaty last spring."),
		supported("an acronym in the fact", "The United States signed the treaty last spring.", "The US signed the treaty last spring."),
		supported("an acronym with full stops", "The U.S. signed the treaty last spring.", "The United States signed the treaty last spring."),
		supported("a short form of a name", "Tim Smith designed the device in Leeds.", "Timothy Smith designed the device in Leeds."),
		supported("a misspelt name", "The device was designed by Karen Jonson in Leeds.", "The device was designed by Karen Johnson in Leeds."),
		supported("a name left out", "The device was designed by Jones in Leeds.", "The device was designed by Karen Jones in Leeds."),
		supported("a plural of two letters", "The HPs are sold in Leeds.", "The HP is sold in Leeds."),
		facts("a possessive of one letter", "Plan B's price rose in Leeds.", documents("Plan B price rose in Leeds.")),
		facts("function words beside aligned ones, from behind", "So the fox came home to Leeds.", documents("The fox came home to Leeds.")),
		facts("names of three letters begin longer ones", "Tom Sim designed the device.", documents("Tomas Simeon designed the device.")),
		facts("names of two letters do not", "Al Bo designed the device.", documents("Alan Boris designed the device.")),
		facts("sixty percent in common", "The device of Marielle is small.", documents("The device of Mariel is small.")),
		facts("four of seven letters in common", "The device of Karlson is small.", documents("The device of Karlexy is small.")),
		facts("five letters, one changed", "The device of Meier is small.", documents("The device of Meyer is small.")),
		facts("four letters, one changed", "The device of Maie is small.", documents("The device of Maye is small.")),
		facts("one letter more", "The device of Johnsson is small.", documents("The device of Johnson is small.")),
		facts("two letters more", "The device of Wmithes is small.", documents("The device of Smithe is small.")),
		facts("variants that are antonyms", "The output increased in Leeds.", documents("The output increases in Leeds.")),
		facts("an acronym of two words of three", "The UN signed the treaty.", documents("The United Nations Council signed the treaty.")),
		facts("an acronym whose words are in lower case", "The US signed the treaty.", documents("The united states signed the treaty.")),
		facts("an acronym longer than the name", "The USA signed the treaty.", documents("The United States signed the treaty.")),
		supported("a possessive", "The device of Karen Jones is small.", "Karen Jones's device is small."),
		supported("verb and noun of one stem", "The announcement came late on Monday.", "They announced late on Monday."),
		supported("a question asserts nothing", "Is the maximum upload size 30 MB?", "The maximum upload size is 25 MB."),
		supported("a quoted question", "“Is the maximum upload size 30 MB?”", "The maximum upload size is 25 MB."),
		supported("an emphasised question", "**Is the maximum upload size 30 MB?**", "The maximum upload size is 25 MB."),
		supported("a wide question mark", "Is the maximum upload size 30 MB？", "The maximum upload size is 25 MB."),
		supported("an Arabic question mark", "Is the maximum upload size 30 MB؟", "The maximum upload size is 25 MB."),
		supported("a question in a bracket", "(Is the maximum upload size 30 MB?)", "The maximum upload size is 25 MB."),

		// Numbers.
		number("another number", "Refunds are possible within 14 days.", refunds),
		number("another number in words", "Refunds are possible within fourteen days.", refunds),
		number("a number in white space", "\t Refunds are possible within 14 days.\n", refunds),
		number("a price", "The plan costs $20 per month.", "The plan costs $19 per month."),
		number("a share", "The rate rose to 5 % in May.", "The rate rose to 6 % in May."),
		number("a decimal", "The value of pi is 3.15 here.", "The value of pi is 3.14 here."),
		number("a magnitude", "The company earned 4.2 million in sales.", "The company earned 4.2 billion in sales."),
		number("rounded the wrong way", "About 8.3 million people live there.", "About 8,195,000 people live there."),
		number("a sign", "The lowest point was -5 metres there.", "The lowest point was 5 metres there."),
		number("an ordinal", "He came in 3rd in the race.", "He came in 4th in the race."),
		number("a version", "The tool needs version 1.2.3 of Go.", "The tool needs version 1.2.4 of Go."),
		number("a large number", "The city has 1,234,567 inhabitants now.", "The city has 1,234,568 inhabitants now."),
		number("a measure in another unit and value", "The walk takes 3 hours in all.", "The walk takes 120 minutes in all."),
		number("the only numbers of their kind, in close company", "Refunds: 14 days.", "You have 30 days for refunds."),
		number("nothing against something", "The plan has 0 limits on uploads.", "The plan has 3 limits on uploads."),
		number("the number ends both sentences", "The maximum upload size is 30", "The maximum upload size is 25"),
		number("the number begins both sentences", "30 megabytes is the maximum size.", "25 megabytes is the maximum size."),
		number("digits of another script", "Refunds are possible within ١٤ days.", refunds),
		number("in code points beyond ASCII", "Le café coûte 5 euros à Orléans.", "Le café coûte 6 euros à Orléans."),
		number("Han around it", "价格是 5 元。", "价格是 6 元。"),
		supported("one is vague", "One refund is possible within 30 days.", "Two refunds are possible within 30 days."),
		supported("another rate", "The Pro plan costs $300 per year.", "The Pro plan costs $25 per month."),
		supported("the fact has the number elsewhere", "Orders above 50 ship free in 3 days.", "Orders above 50 ship free. Other orders ship in 3 days for 5 euros."),
		unknown("another value is denied", "The price of the plan is not $20.", "The price of the plan is $19."),
		facts("a number too little else agrees with", "Bananas cost 5 dollars at Ann's new shop.", documents("Whales cost 6 million tons of krill each year."), `"verdict":"unknown"`),

		// Units.
		unit("the same digits, another unit", "Take 5 g of the powder daily.", "Take 5 mg of the powder daily."),
		unit("another dimension", "The limit is 5 km for all.", "The limit is 5 kg for all."),
		unit("another currency", "The plan costs €19 per month.", "The plan costs $19 per month."),
		unit("a narrow space before the unit", "The tunnel is 5\u202fkm long in all.", "The tunnel is 5 miles long in all."),
		unit("working weeks", "Payments are refunded within 5 working weeks.", "Payments are refunded within 5 working days."),
		unit("hours for business days", "Payments are refunded within 5 hours.", "Payments are refunded within 5 business days."),
		unit("a bare unit", "Clean the filter every month with water.", "Clean the filter every week with water."),
		supported("bare units that are alike", "Measure the hall in metres with a laser.", "Measure the hall in yards with a laser."),
		unit("a unit after one", "Clean the filter one month later with water.", "Clean the filter one week later with water."),
		unit("per what", "The fee is 5 euros per hour in winter.", "The fee is 5 euros per day in winter."),

		// Dates.
		date("a year", "The bridge was opened in 1984 by the mayor.", "The bridge was opened in 1974 by the mayor."),
		date("a month", "The museum closes on 3 May for repairs.", "The museum closes on 3 June for repairs."),
		date("a day", "The museum closes on 4 June for repairs.", "The museum closes on 3 June for repairs."),
		date("a date in digits", "The museum closes on 2024-06-04 for repairs.", "The museum closes on 3 June 2024 for repairs."),
		date("a weekday", "The shop is open on Sunday mornings.", "The shop is open on Monday mornings."),
		date("a time", "The shop closes at 5 pm in winter.", "The shop closes at 6 pm in winter."),
		date("morning for evening", "The shop closes at 5 am in winter.", "The shop closes at 5 pm in winter."),
		date("a decade", "The house was built in the 1920s by monks.", "The house was built in the 1930s by monks."),

		// Negation.
		negation("added", "The tablets must not be taken with milk.", "The tablets must be taken with milk."),
		negation("dropped", "The tablets may be taken with alcohol.", "The tablets may not be taken with alcohol."),
		negation("a contraction", "The tablets mustn't be taken with milk.", "The tablets must be taken with milk."),
		negation("never", "The shop never opens on Monday mornings.", "The shop opens on Monday mornings."),
		negation("cannot", "You cannot cancel the order online.", "You can cancel the order online."),
		negation("no before a noun", "There is no refund for digital goods.", "There is a refund for digital goods."),
		negation("not before a hyphen", "He was found not-guilty by the court.", "He was found guilty by the court."),
		negation("beside a contrast", "The warranty does not cover the battery.", "The warranty covers the battery but not the screen."),
		negation("German", "Das Ticket ist nicht gültig in Berlin.", "Das Ticket ist gültig in Berlin."),
		negation("Han", "我们不去公园", "我们去公园"),
		supported("not only", "The tablets are not only cheap and safe.", "The tablets are cheap and safe."),
		supported("not without", "You cannot use the service without a token.", "You can use the service with a token."),
		negation("two negators with and between", "The tablets are not cheap and never safe.", "The tablets are cheap and safe."),
		negation("two negators with or between", "The tablets are not cheap or never safe.", "The tablets are cheap or safe."),
		negation("two negators with but between", "The tablets are not cheap but never safe.", "The tablets are cheap but safe."),
		negation("two negators with a comma between", "The tablets are not cheap, never safe.", "The tablets are cheap, safe."),
		negation("three negators", "You cannot not use the service without a token.", "You can use the service with a token."),
		supported("two negators in the fact", "You can use the service with a token.", "You cannot use the service without a token."),
		negation("function words before the negator", "The old tablets they do not contain milk.", "The old tablets contain milk."),
		negation("function words after the negator", "The old tablets not of the contain milk.", "The old tablets contain milk."),
		facts("three function words after the negator", "The old tablets not of the so contain milk.", documents("The old tablets contain milk.")),
		facts("three function words before the negator", "The old tablets it of the not contain milk.", documents("The old tablets contain milk.")),
		facts("a negator that opens the claim", "Not tablets contain milk.", documents("Tablets contain milk.")),
		facts("a negator that opens the claim, the fact with a word more", "Not tablets contain milk.", documents("Old tablets contain milk.")),
		facts("a negator and its word five tokens on", "They never so or as of contain milk at home.", documents("At home they contain milk.")),
		facts("a negator and its word six tokens on", "They never so or as of it contain milk at home.", documents("At home they contain milk.")),
		facts("a negator six tokens before the word", "The service can never or so as of be used at home.", documents("The service can be used never or so as of at home.")),
		facts("a negator behind a comma", "The milk, not old, is sold in Leeds.", documents("The milk, old, is sold in Leeds.")),
		facts("an implicit negative on the other side", "The court did not uphold the law of 1984.", documents("The court overturned the law of 1984 and would uphold others.")),
		supported("negated otherwise", "The minister refused to give details of the plan.", "The minister did not give details of the plan."),
		supported("denied otherwise", "The firm did not accept the offer of the bank.", "The firm rejected to accept the offer of the bank."),
		supported("both negate", "The tablets must never be taken with milk.", "The tablets must not be taken with milk."),
		supported("unless", "The permit is not valid if it is repealed.", "The permit is valid unless it is repealed."),

		// Antonyms.
		antonym("a verb", "Profits increased sharply in the last quarter.", "Profits decreased sharply in the last quarter."),
		antonym("a verb in other forms", "Profits are rising in the last quarter.", "Profits are falling in the last quarter."),
		antonym("an adjective", "The door is open at night.", "The door is closed at night."),
		antonym("a noun", "They reported a gain in the last quarter.", "They reported a drop in the last quarter."),
		antonym("an irregular form", "The shares rose sharply in the last quarter.", "The shares fell sharply in the last quarter."),
		antonym("a prefix", "The test was reliable in all trials.", "The test was unreliable in all trials."),
		antonym("a converse pair whose parties keep their places", "Acme bought the factory from Brill last May.", "Acme sold the factory from Brill last May."),
		unknown("under negation", "The door is not open at night.", "The door is closed at night."),
		supported("a converse pair whose parties changed places", "Brill sold the old factory to Acme in May.", "Acme bought the old factory from Brill in May."),

		// Names.
		entity("a person", "The device was designed by Peter Smith in Leeds.", "The device was designed by Karen Jones in Leeds."),
		entity("a place", "The device was designed by Karen Jones in Leeds.", "The device was designed by Karen Jones in York."),
		entity("at the start", "Peter Smith designed the device in Leeds.", "Karen Jones designed the device in Leeds."),
		entity("an acronym for an acronym", "The treaty was signed by NATO last spring.", "The treaty was signed by ASEAN last spring."),
		entity("in another script", "Письмо написал Пушкин в Москве.", "Письмо написал Гоголь в Москве."),
		facts("one word for two in an imperfect slot", "It was Peter who designed small devices.", documents("It was old Karen Jones who designed small devices.")),
		facts("one word for two in a perfect slot", "The device by Peter in Leeds is small.", documents("The device by Karen Jones in Leeds is small.")),
		facts("an acronym for a word in an imperfect slot", "The treaty was for old NATO signed in Leeds.", documents("The treaty was for Brussels signed in Leeds.")),
		facts("a name before a noun without partner", "The Bush administration signed it in Leeds.", documents("The Clinton government signed it in Leeds.")),
		facts("a name before a noun with partner", "The Bush administration signed it in Leeds.", documents("The Clinton administration signed it in Leeds.")),
		facts("the fact has the name elsewhere", "Karen Jones designed the device in Leeds.", documents("Peter Smith designed the device in Leeds. Karen Jones sold it.")),
		facts("the fact has the name elsewhere, in a surer slot", "The device by Karen in Leeds is small.", documents("The device by Peter in Leeds is small. Karen sold it.")),
		facts("a letter is no name of a run", "They chose plan B in Leeds.", documents("They chose plan C in Leeds.")),
		facts("two lone numbers of two kinds", "Refunds: 14 days from the 2nd.", documents("From the 3rd you have 30 days for refunds.")),
		facts("two lone numbers of one kind are not lone", "Refunds: 14 days or 7 days.", documents("You have 30 days, then 8 days for refunds.")),
		facts("repeated words go to their places", "The red fox saw 5 hens and the red dog saw 7 hens.", documents("The red fox saw 5 hens and the red dog saw 8 hens.")),
		facts("repeated words, one less", "The dog saw red hens and red foxes.", documents("Red foxes saw the dog and red hens and red cats.")),
		unknown("a title is no name", "The device was shown by President Smith in Leeds.", "The gadget was hidden by Doctor Jones in York."),

		// Which fact, which sentence.
		facts("the fact that the claim is about", "Standard delivery takes 2 days.", documents("Express delivery takes 2 days and costs $9.",
			"Standard delivery takes 5 days. It is free above $50.", "Refunds are possible within 30 days of purchase."), `"evidence_id":"b","evidence_span":[0,31]`),
		facts("the other one", "Express delivery takes 2 days.", documents("Express delivery takes 2 days and costs $9.",
			"Standard delivery takes 5 days. It is free above $50.", "Refunds are possible within 30 days of purchase."), `"verdict":"supported"`, `"evidence_id":"a"`),
		facts("a tie goes to the earlier fact", "The plan costs $20.", documents("The plan costs $19.", "The plan costs $19."), `"evidence_id":"a"`),
		facts("a tie goes to the earlier sentence", "The plan costs $20.", documents("The plan costs $19. The plan costs $19."), `"evidence_span":[0,19]`),
		facts("a number counts little for which sentence", "The basic plan costs $20.", documents("It has 20 seats. The basic plan costs $19."), `"evidence_span":[17,42]`, `"reason":"number"`),
		facts("the second sentence", " It costs $19.", documents("It is red. It costs $19."), `"claim_span":[1,14]`, `"evidence_span":[11,24]`),
		facts("words over several sentences support", "The red plan costs $19.", documents("The plan is red. It costs $19."), verdict("supported", "restated")...),
		facts("the eighth fact is looked at", "red plan", documents("plan. Red", "plan. Red", "plan. Red", "plan. Red", "plan. Red", "plan. Red", "plan. Red", "Red plan."), `"evidence_id":"h"`),
		facts("the ninth is not", "red plan", documents("plan. Red", "plan. Red", "plan. Red", "plan. Red", "plan. Red", "plan. Red", "plan. Red", "plan. Red", "Red plan."), `"evidence_id":"a"`),
		{"an integer id comes back", object{{"claim", "It costs $19."}, {"evidence", []object{{{"id", 7}, {"text", "It costs $19."}}}}}, []string{`"evidence_id":7,`}},
		{"an id twice", object{{"claim", "a"}, {"evidence", []object{{{"id", "1"}, {"text", "b"}}, {{"id", 1}, {"text", "c"}}}}}, []string{`"code":"duplicate_id"`}},
		facts("a claim is not segmented", "It is red. It costs $20.", documents("It is red. It costs $19.")),
		facts("the focus in the claim's own bytes", "  ﬁne: it costs €20!", documents("ﬁne: it costs €19!"), `"reason":"number"`),
		facts("support of exactly one half is enough", "zaqu bexo civy dopu", documents("zaqu hemlok bexo grindel civy"), `"verdict":"supported","support":0.5,`),
		facts("a little less is not", "zaqu bexo civy dopu", documents("zaqu hemlok bexo"), verdict("unknown", "unsupported")...),
		facts("a pair of neighbours", "red fox jumps", documents("red fox jumps"), `"support":1,`),
		facts("the words without their order", "red fox jumps", documents("jumps over red hedges a fox")),
		facts("the words far apart", "red fox jumps", documents("red "+strings.Repeat("and so on ", 10)+"fox "+strings.Repeat("and so on ", 10)+"jumps")),
		facts("a pair counts once", "red fox red fox", documents("red fox")),
		facts("a window of one and a half times the claim", "red fox", documents("red or so fox")),
		facts("a window just too small", "red fox", documents("red or so it fox")),
		facts("only the first 256 tokens are aligned", strings.Repeat("alpha beta ", 130)+"costs 5 euros", documents(strings.Repeat("alpha beta ", 130)+"costs 6 euros")),
		facts("within 256 tokens", strings.Repeat("alpha beta ", 120)+"costs 5 euros", documents(strings.Repeat("alpha beta ", 120)+"costs 6 euros"), verdict("contradicted", "number")...),
		facts("a number at the 256th token", strings.Repeat("alpha beta ", 127)+"costs 5 euros", documents(strings.Repeat("alpha beta ", 127)+"costs 6 euros")),

		// The order of conflicts, and several at once.
		number("a number before a negation", "Refunds take 14 days, not possible in Leeds.", "Refunds take 30 days, possible in Leeds."),
		number("a number before a name", "Anna Smith paid 5 euros in Leeds.", "Karen Jones paid 6 euros in Leeds."),
		unit("a unit before an antonym", "Prices increased every month in Leeds.", "Prices decreased every week in Leeds."),
		negation("a negation before an antonym", "Prices never increased there in hot summer months.", "Prices increased there in cold summer months."),
		antonym("an antonym before a name", "Profits increased sharply for Anna Smith in Leeds.", "Profits decreased sharply for Karen Jones in Leeds."),
		number("two wrong numbers: the surer slot", "It has 5 rooms and 7 windows in all.", "It has 6 rooms and 8 windows in all."),
		number("one right and one wrong number", "It has 6 rooms and 7 windows in all.", "It has 6 rooms and 8 windows in all."),
		facts("numbers that changed places", "It has 8 rooms and 6 windows in all.", documents("It has 6 rooms and 8 windows in all.")),
		facts("a long claim", "The committee said on Monday that the bridge, which Peter Smith designed in 1984, will close for 3 weeks in May because 12 % of its bolts are not safe.",
			documents("The committee said on Tuesday that the bridge, which Karen Jones designed in 1974, will open for 4 months in June because 15 % of its bolts are safe.")),
	}
	return append(append(vectors, groundWeights()...), lexiconGround()...)
}

// groundWeights are claims whose support shows how the parts of it are weighed and rounded.
func groundWeights() []vector {
	var vectors []vector
	const fact = "The quick brown fox jumps over the lazy dog near the old river bank on Monday."
	words := strings.Fields(strings.TrimSuffix(fact, "."))
	for _, n := range []int{2, 3, 4, 5, 7, 9, 11, 13, 15} {
		vectors = append(vectors, vector{"support of the first " + string(encode(n)) + " words",
			object{{"claim", strings.Join(words[:n], " ")}, {"evidence", documents(fact)}}, nil})
	}
	for i, w := range []string{"quick", "fox", "jumps", "lazy", "river", "Monday"} {
		vectors = append(vectors, vector{"support without " + w,
			object{{"claim", strings.Replace(fact, w, []string{"slow", "zebra", "sits", "tiny", "lake", "purpose"}[i], 1)}, {"evidence", documents(fact)}}, nil})
	}
	return vectors
}
