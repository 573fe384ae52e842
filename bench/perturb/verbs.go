package main

import "strings"

// verb is one English verb with its forms.
type verb struct {
	base, third, past, participle, gerund string
}

// irregularVerbs: base, past, past participle.
const irregularVerbs = `arise arose arisen|awake awoke awoken|bear bore borne|beat beat beaten|become became become|
begin began begun|bend bent bent|bet bet bet|bind bound bound|bite bit bitten|bleed bled bled|blow blew blown|
break broke broken|bring brought brought|build built built|burst burst burst|buy bought bought|
cast cast cast|catch caught caught|choose chose chosen|cling clung clung|come came come|cost cost cost|creep crept crept|
cut cut cut|deal dealt dealt|dig dug dug|draw drew drawn|drink drank drunk|drive drove driven|eat ate eaten|fall fell fallen|
feed fed fed|feel felt felt|fight fought fought|find found found|flee fled fled|fly flew flown|forbid forbade forbidden|
forget forgot forgotten|forgive forgave forgiven|freeze froze frozen|get got gotten|give gave given|go went gone|
grow grew grown|hang hung hung|have had had|hear heard heard|hide hid hidden|hit hit hit|hold held held|hurt hurt hurt|
keep kept kept|know knew known|lay laid laid|lead led led|leave left left|lend lent lent|let let let|lose lost lost|
make made made|mean meant meant|meet met met|overcome overcame overcome|pay paid paid|put put put|quit quit quit|
read read read|ride rode ridden|ring rang rung|rise rose risen|run ran run|say said said|see saw seen|seek sought sought|
sell sold sold|send sent sent|set set set|shake shook shaken|shoot shot shot|show showed shown|shrink shrank shrunk|
shut shut shut|sing sang sung|sink sank sunk|sit sat sat|sleep slept slept|slide slid slid|speak spoke spoken|
spend spent spent|spin spun spun|split split split|spread spread spread|stand stood stood|steal stole stolen|
stick stuck stuck|strike struck struck|swear swore sworn|sweep swept swept|swim swam swum|swing swung swung|take took taken|
teach taught taught|tear tore torn|tell told told|think thought thought|throw threw thrown|undergo underwent undergone|
understand understood understood|upset upset upset|wake woke woken|wear wore worn|weep wept wept|win won won|
withdraw withdrew withdrawn|withhold withheld withheld|write wrote written|overthrow overthrew overthrown|
undertake undertook undertaken|oversee oversaw overseen|do did done`

// regularVerbs are the regular verbs that the changes know how to inflect.
const regularVerbs = `abandon accept accuse achieve acknowledge acquire act add admit adopt advise advocate affect agree aid aim allege
allow announce answer appeal appear apply appoint approach approve argue arrest arrive ask assign assist attach attack attempt
attend attract avoid award back ban base battle believe belong blame block board boost borrow bounce call cancel capture care
carry cause celebrate challenge change charge chase check claim clean clear climb close collapse collect combine comment commit
compare complain complete concede conclude condemn conduct confess confirm connect consider contact contain continue contribute
control convict convince cook cooperate cover crash create criticize cross dance damage deal decide declare decline decrease
defeat defend delay delete deliver demand demonstrate deny deploy describe deserve design destroy detain detect develop diagnose
die differ discover discuss dismiss display distribute dominate donate double drag drop earn edge elect eliminate emerge employ
enable encourage end endorse enjoy enter escape establish estimate evacuate examine exceed execute exist expand expect explain
explode explore export expose express extend face fail favor favour fear feature file fill finish fire fit fix float follow force
form free fuel function gain gather generate grab grant guarantee guard guide hail handle happen hate head help hire honor hope
host identify ignore implement import improve include increase indicate infect inform injure insist install intend introduce
invade invest investigate invite involve issue join judge jump justify kick kill kiss knock lack land last laugh launch learn
lie lift like limit link list listen live load lock look lower maintain manage march mark marry match matter measure mention
merge miss monitor move murder name need negotiate note notice obtain occupy occur offer open operate oppose order organize own
participate pass perform permit persuade pick place plan plant play plead please pledge plunge point post postpone predict prefer
prepare present press prevent print proceed process produce profit promise promote prompt propose protect protest prove provide
publish pull purchase pursue push qualify question race rain raise range rank rate reach react realize receive recognize recommend
record recover recruit reduce refer reflect refuse regain register reject relate release rely remain remember remove rent repair
repeat replace reply report represent request require rescue resemble reserve resign resist resolve respond rest restore restrict
result resume retain retire return reveal review ridicule rob roll rule rush save schedule score search seem seize select separate
serve settle share ship shout sign slip slow smile smoke solve sound sponsor stage start state stay stop store strengthen stress
struggle study submit succeed suffer suggest sue supply support suppose surge surprise surrender surround survive suspect suspend
talk target taste tend test testify thank threaten touch track trade train transfer transform travel treat trigger try turn
urge use vanish view violate visit vote vow wait walk want warn wash waste watch weaken weigh welcome widen wipe wish wonder work
worry wound yield top total slice pet ride jump surf skate climb juggle strum peel chop mix pour stir paint hop stroll tumble slide
accelerate accompany adjust administer afford alter amend analyze appreciate assemble assume assure attribute ban benefit bless
broadcast cease cite clarify coach command compete compose comprise conceal concern concentrate construct consult consume convert
cope crack cultivate cure cycle dare date decorate dedicate define demolish deposit derive descend designate devote devise direct
disable disagree disappear disappoint disclose dispute dissolve divide divorce draft dry edit educate emit emphasize encounter
endure enforce engage enhance ensure equip evolve exclude exercise exhaust exhibit experience experiment export exploit facilitate
fade famed fetch finance flow fold forecast found fund govern graduate greet harm heat hunt hurry illustrate imagine implement
impose impress imprison incorporate inhabit inherit inhibit inspire inspect integrate interpret interview invent isolate kidnap
label lecture mount narrate nominate obey observe offend originate overlook pack pause perceive persist photograph portray possess
practice praise preach preserve preside privatize proclaim promise punish rebuild recall reform refund regard regulate reinforce
relax reorganize resemble reside retreat reverse revise reward rival rotate sail satisfy scan secure settle shape shift signal
simplify smuggle soar specialize specify speculate spot stabilize stimulate strip subscribe substitute supervise suppress survey
symbolize tackle tie tour translate trap triple tumble unite unveil update upgrade utilize value vary veto witness worship wrap`

// doubled are verbs of more than one syllable whose last consonant doubles, which spelling alone does not tell.
var doubled = words(`admit commit permit submit omit emit refer prefer occur control patrol compel expel propel transfer regret
	kidnap equip program begin forget`)

var verbsByForm, verbsByBase = buildVerbs()

func buildVerbs() (byForm map[string][]verb, byBase map[string]verb) {
	byForm, byBase = map[string][]verb{}, map[string]verb{}
	add := func(v verb) {
		if _, known := byBase[v.base]; known {
			return
		}
		byBase[v.base] = v
		seen := set{}
		for _, f := range []string{v.base, v.third, v.past, v.participle, v.gerund} {
			if !seen[f] {
				seen[f] = true
				byForm[f] = append(byForm[f], v)
			}
		}
	}
	for _, line := range strings.Split(irregularVerbs, "|") {
		f := strings.Fields(line)
		add(verb{f[0], thirdPerson(f[0]), f[1], f[2], gerund(f[0])})
	}
	for _, base := range strings.Fields(regularVerbs) {
		add(regularVerb(base))
	}
	return byForm, byBase
}

func regularVerb(base string) verb {
	past := withSuffix(base, "ed")
	return verb{base, thirdPerson(base), past, past, gerund(base)}
}

// verbOf returns the forms of the verb with this base, regular if the table does not have it.
func verbOf(base string) verb {
	if v, ok := verbsByBase[base]; ok {
		return v
	}
	return regularVerb(base)
}

// baseOf returns the base of a verb's form, or a noun's singular as far as spelling tells, or the word itself.
func baseOf(w string) string {
	if vs := verbsByForm[w]; len(vs) > 0 {
		return vs[0].base
	}
	if len(w) > 3 && strings.HasSuffix(w, "s") && !strings.HasSuffix(w, "ss") {
		return w[:len(w)-1]
	}
	return w
}

func thirdPerson(base string) string {
	switch {
	case base == "have":
		return "has"
	case strings.HasSuffix(base, "y") && !vowelBeforeLast(base):
		return base[:len(base)-1] + "ies"
	case hasAnySuffix(base, "s", "x", "z", "ch", "sh", "o"):
		return base + "es"
	}
	return base + "s"
}

func gerund(base string) string {
	if strings.HasSuffix(base, "ie") {
		return base[:len(base)-2] + "ying"
	}
	if hasAnySuffix(base, "ee", "ye", "oe") {
		return base + "ing"
	}
	return withSuffix(base, "ing")
}

// withSuffix appends -ed or -ing by the rules of English spelling.
func withSuffix(base, suffix string) string {
	switch {
	case strings.HasSuffix(base, "e"):
		return base[:len(base)-1] + suffix
	case suffix == "ed" && strings.HasSuffix(base, "y") && !vowelBeforeLast(base):
		return base[:len(base)-1] + "i" + suffix
	case doubles(base):
		return base + base[len(base)-1:] + suffix
	}
	return base + suffix
}

// doubles reports whether the last consonant doubles: one syllable that ends consonant, vowel, consonant.
func doubles(base string) bool {
	if doubled[base] {
		return true
	}
	n := len(base)
	if n < 3 || isVowel(base[n-1]) || strings.ContainsAny(base[n-1:], "wxyh") || !isVowel(base[n-2]) || isVowel(base[n-3]) {
		return n > 3 && strings.HasPrefix(base[n-4:], "qui") && !strings.ContainsAny(base[n-1:], "wxy")
	}
	vowels := 0
	for i := range n {
		if isVowel(base[i]) {
			vowels++
		}
	}
	return vowels == 1
}

func vowelBeforeLast(w string) bool { return len(w) > 1 && isVowel(w[len(w)-2]) }

func isVowel(c byte) bool { return strings.IndexByte("aeiou", c) >= 0 }

func hasAnySuffix(s string, suffixes ...string) bool {
	for _, x := range suffixes {
		if strings.HasSuffix(s, x) {
			return true
		}
	}
	return false
}

// pastOf returns the verb of which w is the simple past and nothing but a past form; ok is false for cut, put, read,
// whose tense the form does not tell.
func pastOf(w string) (v verb, ok bool) {
	for _, v := range verbsByForm[w] {
		if v.past == w && v.base != w {
			return v, true
		}
	}
	return verb{}, false
}

// thirdOf returns the verb of which w is the third person singular.
func thirdOf(w string) (v verb, ok bool) {
	for _, v := range verbsByForm[w] {
		if v.third == w {
			return v, true
		}
	}
	return verb{}, false
}

// isParticiple reports whether w is a past participle as far as the table and the spelling tell.
func isParticiple(w string) bool {
	if w == "been" || len(w) > 4 && strings.HasSuffix(w, "ed") {
		return true
	}
	for _, v := range verbsByForm[w] {
		if v.participle == w {
			return true
		}
	}
	return false
}
