package backfire_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"slices"
	"strings"

	"github.com/backfire-ai/backfire-go/backfire"
)

func Example() {
	ctx := context.Background()
	guard, err := backfire.New(backfire.Config{Facts: []backfire.Fact{
		{ID: "returns-1", Text: "Customers may return an unused item within 30 days of delivery."},
		{ID: "returns-2", Text: "Gift cards cannot be returned."},
	}})
	if err != nil {
		log.Fatal(err)
	}
	tokens := strings.SplitAfter("Gift cards cannot be returned. Customers may return an unused item within 60 days of delivery.", " ")

	stream := guard.Stream(ctx, os.Stdout, nil)
	for _, token := range tokens {
		if _, err := io.WriteString(stream, token); err != nil {
			break // Close says it again
		}
	}
	err = stream.Close()

	var halt *backfire.HaltError
	if errors.As(err, &halt) {
		evidence := halt.Claim.Evidence
		fmt.Println()
		fmt.Println("halted:", halt.Text)
		fmt.Println("because:", halt.Rule, "differs from", evidence.Fact.ID+":", evidence.Text())
	}
	// Output:
	// Gift cards cannot be returned.
	// halted: Customers may return an unused item within 60 days of delivery.
	// because: number differs from returns-1: Customers may return an unused item within 30 days of delivery.
}

// guardExample streams examples/NAME/answer.txt against examples/NAME/facts.md, and says where it ended.
func guardExample(name string) {
	ctx, dir := context.Background(), "../examples/"+name
	facts, err := backfire.LoadFacts(ctx, dir+"/facts.md", nil)
	if err != nil {
		log.Fatal(err)
	}
	guard, err := backfire.New(backfire.Config{Facts: facts})
	if err != nil {
		log.Fatal(err)
	}
	answer, err := os.Open(dir + "/answer.txt")
	if err != nil {
		log.Fatal(err)
	}
	defer answer.Close()

	var released strings.Builder
	stream := guard.Stream(ctx, &released, nil)
	if _, err = io.Copy(stream, answer); err == nil {
		err = stream.Close()
	}
	fmt.Println(strings.ReplaceAll(strings.TrimSpace(released.String()), ". ", ".\n"))
	var halt *backfire.HaltError
	if !errors.As(err, &halt) {
		fmt.Println("-- whole, error:", err)
		return
	}
	e := halt.Claim.Evidence
	fmt.Printf("-- halted by %s:\n%s\n%s:%d: %s\n", halt.Rule, halt.Text, "facts.md", e.Line(), e.Text())
}

// A refund policy of which the answer gets the number of days wrong.
func Example_refunds() {
	guardExample("refunds")
	// Output:
	// Thanks for getting in touch about your jacket.
	// Sale items can be exchanged for another size but are not refunded.
	// If yours was bought at the full price, you have more choice.
	// -- halted by number:
	// Customers may return an unused item within 60 days of delivery.
	// facts.md:5: Customers may return an unused item within 30 days of delivery.
}

// A medical leaflet of which the answer drops a "not".
func Example_leaflet() {
	guardExample("leaflet")
	// Output:
	// The usual dose for adults is one tablet of 20 mg once a day.
	// Swallow the tablet whole with a glass of water.
	// Dizziness and a dry cough are common and affect up to 1 in 10 people.
	// -- halted by negation:
	// Patients with severe kidney disease must take Velodrine.
	// facts.md:7: Patients with severe kidney disease must not take Velodrine.
}

// A product sheet of which the answer swaps a city.
func Example_product() {
	guardExample("product")
	// Output:
	// The Aurora X2 has a 15 bar vibration pump, and its water tank holds 1.8 litres.
	// The machine is ready to brew after 40 seconds.
	// -- halted by entity:
	// The Aurora X2 was designed by Marta Lindqvist in Stockholm.
	// facts.md:12: The Aurora X2 was designed by Marta Lindqvist in Copenhagen.
}

// An answer that says nothing against its facts.
func Example_clean() {
	guardExample("clean")
	// Output:
	// Yes, you can join, and a library card is free for residents of the city.
	// Members can borrow up to 12 items at a time.
	// Books are lent for 4 weeks, and films for 1 week.
	// A loan can be renewed twice, unless another member has reserved the item.
	// On Saturdays the library closes at 4 pm.
	// Food is not allowed in the reading room, so please eat before you come.
	// -- whole, error: <nil>
}

func ExampleGuard_Review() {
	guard, err := backfire.New(backfire.Config{Facts: []backfire.Fact{
		{ID: "lib-7", Text: "Members can borrow up to 12 items at a time."},
	}})
	if err != nil {
		log.Fatal(err)
	}
	review, err := guard.Review(context.Background(), "", "Members can borrow up to 12 items at a time. They like tea.")
	if err != nil {
		log.Fatal(err)
	}
	for _, c := range review.Claims {
		fmt.Println(c.Verdict, c.Reason, c.Span)
	}
	fmt.Println("approved:", review.Approved)
	// Output:
	// supported restated {0 44}
	// unknown unsupported {45 59}
	// approved: false
}

func ExampleGuard_Filter() {
	guard, err := backfire.New(backfire.Config{Facts: []backfire.Fact{
		{ID: "lib-7", Text: "Members can borrow up to 12 items at a time."},
	}})
	if err != nil {
		log.Fatal(err)
	}
	model := func(yield func(string, error) bool) {
		for token := range slices.Values(strings.SplitAfter("It is easy. Members can borrow up to 20 items at a time. Bye.", " ")) {
			if !yield(token, nil) {
				return // the guard has heard enough
			}
		}
	}
	for text, err := range guard.Filter(context.Background(), model, nil) {
		if err != nil {
			fmt.Println("halted:", errors.Is(err, backfire.ErrHalted))
			break
		}
		fmt.Println(text)
	}
	// Output:
	// It is easy.
	// halted: true
}

func ExampleParsePolicy() {
	_, err := backfire.ParsePolicy(strings.NewReader("strict: true\nhold:\n  max_byte: 2048\n"))
	fmt.Println(err)
	// Output:
	// backfire: policy, line 3: hold.max_byte is not a key of a policy, want one of max_bytes, max_wait, on_overflow, on_timeout
}
