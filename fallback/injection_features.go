package fallback

import "unicode/utf8"

// An injection model reads the skeleton of a text token by token. Each token gives up to maxFeatures features, which are
// numbers below 1<<featureBits: what the token is, what stands before it, and what classes of words the lexicon of
// contract/model puts them in.
const (
	featureBits = 18
	maxFeatures = 12 + maxGrams
)

// Bounds of what a token remembers and of words in the lexicon of classes.
const (
	classReach   = 10 // tokens between two words of a class that are taken together
	minPrefix    = 2  // code points of the shortest stem that the lexicon may have
	maxSoloClass = 8  // code points of the longest word in a language without spaces
	stemLength   = 4  // code points that stand for a word besides the whole
	maxRepeat    = 3  // signs in a row that are told apart
	maxGrams     = 16 // sequences of four letters that a word is looked at for
)

// Seeds that keep kinds of features apart. The numbers are the first bits of the fractional parts of the square roots of
// the primes from 2 on.
const (
	seedWord      = 0x6A09E667F3BCC908
	seedPair      = 0xBB67AE8584CAA73B
	seedTriple    = 0x3C6EF372FE94F82B
	seedSkip      = 0xA54FF53A5F1D36F1
	seedStem      = 0x510E527FADE682D1
	seedClass     = 0x9B05688C2B3E6C1F
	seedMixedPair = 0x1F83D9ABFB41BD6B
	seedMixed     = 0x5BE0CD19137E2179
	seedNear      = 0xCBBB9D5DC1059ED8
	seedFar       = 0x629A292A367CD507
	seedChain     = 0x9159015A3070DD17
	seedGram      = 0x67332667FFC00B31
	seedSecond    = 0x152FECD8F70E5939
)

// Starts and steps of the hash of a token, FNV-1a's.
const (
	tokenStart = 0xCBF29CE484222325
	tokenPrime = 0x100000001B3
)

// lexicon tells the classes of words. A class is 1 or more; 0 is none.
type classLexicon struct {
	keys    []uint64 // hashes of words, 0 for an empty slot
	classes []uint8  // anyEnding is set for stems
	shift   uint
	maybe   [1 << 10]uint64 // a bit for the highest 16 of each hash in keys, so that most words cost no look-up
}

// anyEnding marks an entry of the lexicon that stands for all words that begin with it.
const anyEnding = 0x80

// find returns the entry of a hash, 0 if there is none.
func (l *classLexicon) find(hash uint64) uint8 {
	if l.maybe[hash>>54]>>(hash>>48&63)&1 == 0 {
		return 0
	}
	mask := uint64(len(l.keys) - 1)
	for i := hash >> l.shift; ; i = (i + 1) & mask {
		switch l.keys[i] {
		case hash:
			return l.classes[i]
		case 0:
			return 0
		}
	}
}

// token is a word, a number, a letter of a script without spaces, or a run of one sign.
type token struct {
	hash  uint64
	stem  uint64 // hash of its first letters, 0 if that is all of it
	class uint8
	grams uint8 // how many there are in the reader
}

// tokenReader reads the tokens of a skeleton.
type tokenReader[T string | []byte] struct {
	k     *Kernel
	text  T
	at    int
	start int              // of the last token
	grams [maxGrams]uint64 // of the last word: each four letters in a row, the space before and after it included
}

// next returns the next token.
func (r *tokenReader[T]) next() (t token, ok bool) {
	for r.at < len(r.text) && r.text[r.at] == ' ' {
		r.at++
	}
	if r.at == len(r.text) {
		return token{}, false
	}
	r.start = r.at
	c, size := r.class(r.at)
	switch {
	case c&classSolo != 0:
		return r.solo(size), true
	case c&(classLetter|classDigit|classMark) != 0:
		return r.word(), true
	}
	return r.sign(size), true
}

// class returns the class of the code point at an offset and its size.
func (r *tokenReader[T]) class(at int) (class, int) {
	if b := r.text[at]; b < utf8.RuneSelf {
		return r.k.ascii[b], 1
	}
	c, size := decodeRune(r.text, at)
	return r.k.classOf(c), size
}

func decodeRune[T string | []byte](text T, at int) (rune, int) {
	end := min(len(text), at+utf8.UTFMax)
	return utf8.DecodeRuneInString(string(text[at:end]))
}

// sign reads a run of one sign, or of line ends.
func (r *tokenReader[T]) sign(size int) token {
	hash, start := uint64(tokenStart), r.at
	for n := 0; r.at+size <= len(r.text) && string(r.text[r.at:r.at+size]) == string(r.text[start:start+size]); n++ {
		if n < maxRepeat {
			hash = hashOn(hash, r.text[start:start+size])
		}
		r.at += size
	}
	return token{hash: hash}
}

// anyNumber is the hash of every token of ASCII digits alone.
const anyNumber = tokenStart ^ 1

// word reads a word or a number.
func (r *tokenReader[T]) word() token {
	var t token
	hash, gram, digits, points := uint64(tokenStart), uint64(' '), true, 0
	for r.at < len(r.text) {
		point, size := uint64(r.text[r.at]), 1
		if point < utf8.RuneSelf {
			if !wordByte[byte(point)] {
				break
			}
			digits = digits && point <= '9'
			hash = (hash ^ point) * tokenPrime
		} else {
			c, n := decodeRune(r.text, r.at)
			if class := r.k.classOf(c); class&(classLetter|classDigit|classMark) == 0 || class&classSolo != 0 {
				break
			}
			digits = false
			hash = hashOn(hash, r.text[r.at:r.at+n])
			point, size = uint64(c)&0xFFFF, n
		}
		r.at += size
		points++
		gram = gram<<16 | point
		if points >= 3 && t.grams < maxGrams {
			r.grams[t.grams] = gram
			t.grams++
		}
		if points < minPrefix {
			continue
		}
		if e := r.k.lexicon.find(hash); e&anyEnding != 0 {
			t.class = e
		}
		if points == stemLength {
			t.stem = hash
		}
	}
	if digits {
		return token{hash: anyNumber}
	}
	if points >= 2 && t.grams < maxGrams {
		r.grams[t.grams] = gram<<16 | ' '
		t.grams++
	}
	if points <= stemLength {
		t.stem = 0
	}
	if e := r.k.lexicon.find(hash); e != 0 {
		t.class = e
	}
	t.hash, t.class = hash, t.class&^anyEnding
	return t
}

// hashOn goes on with the hash of a token.
func hashOn[T string | []byte](hash uint64, bytes T) uint64 {
	for i := range len(bytes) {
		hash = (hash ^ uint64(bytes[i])) * tokenPrime
	}
	return hash
}

// solo reads a letter of a script without spaces. Its class is that of the longest word of the lexicon that starts there.
func (r *tokenReader[T]) solo(size int) token {
	t := token{}
	hash, at := uint64(tokenStart), r.at
	for points := 1; points <= maxSoloClass && at < len(r.text); points++ {
		c, n := r.class(at)
		if c&(classLetter|classDigit|classMark) == 0 {
			break
		}
		hash = hashOn(hash, r.text[at:at+n])
		at += n
		if points == 1 {
			t.hash = hash
		}
		if e := r.k.lexicon.find(hash); e != 0 {
			t.class = e &^ anyEnding
		}
	}
	r.at += size
	return t
}

// featureState is what the features of a token need of those before it.
type featureState struct {
	last, before token  // the two tokens before
	pair         uint64 // of these two, in full
	mixedPair    uint64 // the same of their classes where they have one
	near, far    uint8  // the classes of the last two tokens that had one
	nearAt       int    // how many tokens ago
	farAt        int
	chain        uint64 // of these two classes
}

// mixed is the hash that stands for a token's class, or for the token if it has none.
func (t token) mixed() uint64 {
	if t.class != 0 {
		return uint64(t.class) * seedClass
	}
	return t.hash
}

// Kinds of features, in the bits above featureBits.
const (
	kindWord = iota << featureBits
	kindPair
	kindTriple
	kindSkip
	kindStem
	kindMixedPair
	kindMixed
	kindClass
	kindNear
	kindFar
	kindChain
	kindGram
)

// add writes the features of a token into f and returns how many there are.
func (s *featureState) add(t token, grams *[maxGrams]uint64, f *[maxFeatures]uint32) int {
	const shift = 64 - featureBits
	second := t.hash ^ seedSecond
	f[0] = kindWord | uint32(mix(t.hash^seedWord, seedSecond)>>shift)
	f[1] = kindTriple | uint32(mix(s.pair^seedTriple, second)>>shift)
	s.pair = mix(s.last.hash^seedPair, second)
	f[2] = kindPair | uint32(s.pair>>shift)
	f[3] = kindSkip | uint32(mix(s.before.hash^seedSkip, second)>>shift)
	n := 4
	for _, gram := range grams[:t.grams] {
		f[n] = kindGram | uint32(mix(gram^seedGram, seedSecond)>>shift)
		n++
	}
	if t.stem != 0 {
		f[n] = kindStem | uint32(mix(t.stem^seedStem, seedSecond)>>shift)
		n++
	}
	mixed := t.mixed() ^ seedSecond
	if t.class|s.last.class|s.before.class != 0 {
		f[n] = kindMixed | uint32(mix(s.mixedPair^seedMixed, mixed)>>shift)
		n++
	}
	s.mixedPair = mix(s.last.mixed()^seedMixedPair, mixed)
	if t.class|s.last.class != 0 {
		f[n] = kindMixedPair | uint32(s.mixedPair>>shift)
		n++
	}
	s.nearAt++
	s.farAt++
	if t.class != 0 {
		n = s.classes(t.class, f, n)
	}
	s.before, s.last = s.last, t
	return n
}

// classes writes the features of a class and of those before it, whatever stands between.
func (s *featureState) classes(class uint8, f *[maxFeatures]uint32, n int) int {
	const shift = 64 - featureBits
	second := uint64(class)*seedClass ^ seedSecond
	f[n] = kindClass | uint32(mix(seedClass, second)>>shift)
	n++
	chain := uint64(0)
	if s.near != 0 && s.nearAt <= classReach {
		chain = mix(uint64(s.near)*seedClass^seedNear, second)
		f[n] = kindNear | uint32(chain>>shift)
		n++
		if s.far != 0 && s.farAt <= 2*classReach {
			f[n] = kindFar | uint32(mix(uint64(s.far)*seedClass^seedFar, second)>>shift)
			f[n+1] = kindChain | uint32(mix(s.chain^seedChain, second)>>shift)
			n += 2
		}
	}
	s.far, s.farAt = s.near, s.nearAt
	s.near, s.nearAt = class, 0
	s.chain = chain
	return n
}

// NoFeature fills up the features of a token in what InjectionFeatures returns.
const NoFeature = 0xFFFFFFFF

// InjectionFeatures appends the features of each token of a skeleton, MaxInjectionFeatures a token. Models are trained with
// it; InjectionScore reads features as it goes.
func (k *Kernel) InjectionFeatures(dst []uint32, skeleton []byte) []uint32 {
	r := tokenReader[[]byte]{k: k, text: skeleton}
	var s featureState
	var f [maxFeatures]uint32
	for t, ok := r.next(); ok; t, ok = r.next() {
		n := s.add(t, &r.grams, &f)
		for ; n < maxFeatures; n++ {
			f[n] = NoFeature
		}
		dst = append(dst, f[:]...)
	}
	return dst
}

// Shape of features.
const (
	InjectionFeatureBits = featureBits
	MaxInjectionFeatures = maxFeatures
)

// HashToken returns the hash under which the lexicon of word classes has a word, given as its skeleton.
func HashToken(skeleton string) uint64 {
	return hashOn(tokenStart, skeleton)
}
