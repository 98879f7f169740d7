package btyd_test

import (
	"fmt"
	"log"

	"github.com/customer-landscape/landscape/udf/btyd"
)

// A customer of CDNOW bought again twice in 39 weeks, the last time in week 30. What will it do in the next 39?
func ExampleNewMBG() {
	model, err := btyd.NewMBG(.52484316, 6.18308528, .89135939, 1.61400224) // weeks
	if err != nil {
		log.Fatal(err)
	}
	customer := btyd.History{X: 2, Tx: 213. / 7, T: 272. / 7}
	alive, err := model.Alive(customer)
	if err != nil {
		log.Fatal(err)
	}
	buys, err := model.Buys(customer, 39)
	if err != nil {
		log.Fatal(err)
	}
	expected, err := model.Expected(customer, 39)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("still a customer: %.0f %%\nbuys again: %.0f %%\nexpected purchases: %.2f\n", 100*alive, 100*buys, expected)
	// Output:
	// still a customer: 71 %
	// buys again: 56 %
	// expected purchases: 1.26
}

// BG/NBD calls everybody alive who never bought again; MBG/NBD does not.
func ExampleBG_Alive() {
	once := btyd.History{T: 39}
	bg, err := btyd.BG{R: .243, Alpha: 4.414, A: .793, B: 2.426}.Alive(once)
	if err != nil {
		log.Fatal(err)
	}
	mbg, err := btyd.MBG{R: .525, Alpha: 6.183, A: .891, B: 1.614}.Alive(once)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("BG %.2f, MBG %.2f\n", bg, mbg)
	// Output: BG 1.00, MBG 0.39
}

// Two customers bought the same number of times; the regular one of them is overdue. Only CNBD can tell.
func ExampleCNBD_Alive() {
	overdue := btyd.History{X: 6, Tx: 180, T: 250}
	irregular, err := btyd.CNBD{K: 1, R: 2, Alpha: 60, A: .8, B: 5}.Alive(overdue)
	if err != nil {
		log.Fatal(err)
	}
	regular, err := btyd.CNBD{K: 8, R: 16, Alpha: 60, A: .8, B: 5}.Alive(overdue)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("alive if gaps vary: %.2f, if they are regular: %.2f\n", irregular, regular)
	// Output: alive if gaps vary: 0.64, if they are regular: 0.06
}

// The error names what is out of its range, its value and the range.
func ExampleNewBG_range() {
	_, err := btyd.NewBG(.243, -4.4, .793, 2.426)
	fmt.Println(err)
	_, err = btyd.BG{R: .243, Alpha: 4.4, A: .793, B: 2.426}.Expected(btyd.History{X: 2, Tx: 50, T: 39}, 39)
	fmt.Println(err)
	// Output:
	// alpha = -4.4: it is between 1e-12 and 1e+15
	// t = 39: the age is a number, not under t_x = 50
}

// ₂F₁(1, 1; 2; z) is -ln(1-z)/z.
func ExampleHyp2F1() {
	value, err := btyd.Hyp2F1(1, 1, 2, .5)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%.12f\n", value)
	// Output: 1.386294361120
}

// ψ(1) is Euler's constant with its sign changed.
func ExampleDigamma() {
	value, err := btyd.Digamma(1)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%.12f\n", value)
	// Output: -0.577215664902
}
