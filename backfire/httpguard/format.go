package httpguard

import (
	"net/http"
	"path"
	"strconv"
	"strings"

	"github.com/tidwall/gjson"
)

// A format is a wire format: where requests and answers of one API have their texts, and how that API says that an answer
// was filtered. It is a file of its own; to add one, write that file and an entry in formats. A format has no state.
type format interface {
	// name is what reports call it.
	name() string
	// serves reports whether a request with this method and these elements of its path is answered in this format.
	serves(method string, path []string) bool
	// request takes the body of a request apart.
	request(body []byte) (*request, error)
	// answer takes an answer apart that is not streamed.
	answer(body []byte) ([]piece, error)
	// cutAnswer returns such an answer ended as a filtered one. Of its pieces, in the order of answer, only what kept says may
	// stay in it.
	cutAnswer(body []byte, pieces []piece, kept []keep, with ending) ([]byte, error)
	// stream returns what takes the events of one streamed answer apart.
	stream() streamFormat
	// keeps reports whether the end of a streamed answer needs the text that has left.
	keeps() bool
	// failure returns the body by which the API says that it answers a request with an error.
	failure(status int, code, message string, report []byte) []byte
}

// A streamFormat follows one streamed answer. Its methods are called by one goroutine.
type streamFormat interface {
	// event takes an event apart, in the order in which they arrive. found is empty and its slices may be appended to. What
	// it finds may lie in the event's data, which stays as it is until the event has left; nothing else may be kept of it.
	event(e event, found *findings) error
	// left is told of the events that were marked, in order, when they have left.
	left(mark mark, data []byte)
	// end appends the events that end the answer as a filtered one. text returns what has left of a part.
	end(out []byte, with ending, text func(part) string) []byte
}

// formats are those that are guarded.
var formats = []format{chat{}, responses{}, messages{}}

// formatOf returns the format that a request is answered in, nil if it is none that is guarded.
func formatOf(r *http.Request) format {
	elements := elementsOf(r)
	for _, f := range formats {
		if f.serves(r.Method, elements) {
			return f
		}
	}
	return nil
}

// elementsOf returns the elements of a request's path, as a server sees them that cleans it.
func elementsOf(r *http.Request) []string {
	return strings.FieldsFunc(path.Clean("/"+r.URL.Path), func(c rune) bool { return c == '/' })
}

// endsIn reports whether the last elements of a path are these; "*" stands for any.
func endsIn(elements []string, want ...string) bool {
	if len(elements) < len(want) {
		return false
	}
	for i, element := range elements[len(elements)-len(want):] {
		if want[i] != "*" && want[i] != element {
			return false
		}
	}
	return true
}

// class says how a text is judged.
type class uint8

const (
	spoken class = iota // what the reader is told: judged as the policy says
	aside               // reasoning, refusals, what is not known: judged, but never for lack of support
	call                // the arguments of a tool call: as an aside, and they leave whole or not at all
)

// part names one text of an answer: element a of the array that the format's answers have, its member of that name, and
// element b of that if it is an array, else −1.
type part struct {
	root  string
	name  string
	a, b  int
	class class
}

// String is where the text is, such as "choices[0].content".
func (p part) String() string {
	s := p.root + "[" + strconv.Itoa(p.a) + "]." + p.name
	if p.b >= 0 {
		s += "[" + strconv.Itoa(p.b) + "]"
	}
	return s
}

// follows reports whether a part comes after another, in which something was cut. Choices are alternatives: none follows
// another. All else is one answer.
func (p part) follows(other part) bool { return p.root != "choices" || p.a == other.a }

// A piece is text that an event or an answer holds.
type piece struct {
	part  part
	text  string // the next bytes of the part, or all of it if whole is set
	at    span   // where it stands in the data, as a JSON string
	whole bool
	ends  bool // the part ends with it
}

// findings are what an event or an answer holds.
type findings struct {
	pieces []piece
	ends   []int // all parts of these elements end with the event
	done   bool  // all parts end with it, and so does the answer
	cuts   []cut // what has to change when the text of an element does not leave
	mark   mark  // what the format wants to know when the event leaves
}

func (f *findings) reset() {
	*f = findings{pieces: f.pieces[:0], ends: f.ends[:0], cuts: f.cuts[:0]}
}

func (f *findings) add(p piece) { f.pieces = append(f.pieces, p) }

// A cut is an edit of what belongs to an element of which something does not leave.
type cut struct {
	a int
	edit
}

// A mark is what a format makes of an event when it arrives and wants back when it leaves. The zero mark is none.
type mark struct {
	kind int
	n    int64
}

// keep says how much of a piece may stay.
type keep struct {
	all   bool
	bytes int // if not all
}

// ending is what is said at the end of a filtered answer.
type ending struct {
	report      []byte // JSON
	message     string // for a person
	replacement string // text in place of what was cut, "" for none
}

// request is what a request says.
type request struct {
	model  string
	stream bool
	texts  []requestText

	messages int // how many there have been
}

// requestText is one text of a request that comes from outside.
type requestText struct {
	document bool   // from a tool or a document, else from the user
	id       string // what the request calls it, "" if it has no name
	message  int    // the texts of one message are read as one
	text     string
	at       span // where it stands in the body, as a JSON string
}

// readRequest reads what requests of all formats have, and hands every other member to a function of the format.
func readRequest(body []byte, member func(r *request, name string, v gjson.Result) error) (*request, error) {
	root, err := parseObject(body)
	if err != nil {
		return nil, err
	}
	r := new(request)
	err = members(root, func(name string, v gjson.Result) error {
		switch name {
		case "model":
			r.model = modelOf(v)
		case "stream":
			r.stream = v.Bool()
		default:
			return member(r, name, v)
		}
		return nil
	})
	return r, err
}

// maxName is how much is kept of a name that the client chooses, in bytes.
const maxName = 128

// modelOf returns the model that a request names, "" if that is no string.
func modelOf(v gjson.Result) string { return prefix(v.Str, maxName) }

// prompt returns the last thing that the user said.
func (r *request) prompt() string {
	for i := len(r.texts) - 1; i >= 0; i-- {
		if !r.texts[i].document {
			return r.texts[i].text
		}
	}
	return ""
}
