package engine

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
)

// sale and credit write lines in whole units; a credit line carries the signs of its document.
func sale(day int32, invoice string, quantity, price int64) saleLine {
	return saleLine{Day: day, Invoice: invoice, Line: 1, Quantity: quantity * 10_000, Net: quantity * price * 10_000}
}

func credit(day int32, invoice string, quantity, price int64) saleLine {
	l := sale(day, invoice, -quantity, price)
	l.Credit = true
	return l
}

func naming(l saleLine, target string, day int32) saleLine {
	l.Known, l.Target, l.TargetDay = named, target, day
	return l
}

func TestMatchCredits(t *testing.T) {
	line := func(l saleLine, number int32) saleLine { l.Line = number; return l }
	cases := []struct {
		name  string
		lines []saleLine
		want  []int // of the credit lines in their order in lines
	}{
		{"the same unit price, not the latest line", []saleLine{sale(900, "I1", 5, 10), sale(990, "I2", 5, 12), credit(1000, "C1", 2, 10)}, []int{0}},
		{"4 of its 5 are credited", []saleLine{sale(900, "I1", 5, 10), credit(950, "C1", 4, 10), credit(1000, "C2", 2, 10)}, []int{0, -1}},
		{"4 of its 5 are credited by name", []saleLine{sale(900, "I1", 5, 10), naming(credit(950, "C1", 4, 10), "I1", 900), credit(1000, "C2", 2, 10)},
			[]int{-1, -1}},
		{"4 of its 5 are credited by name at another price", []saleLine{sale(900, "I1", 5, 10), naming(credit(950, "C1", 4, 9), "I1", 900),
			credit(1000, "C2", 2, 10)}, []int{-1, -1}},
		{"a name of another day takes nothing", []saleLine{sale(900, "I1", 5, 10), naming(credit(950, "C1", 4, 10), "I1", 901),
			credit(1000, "C2", 2, 10)}, []int{-1, 0}},
		{"a name takes from several lines", []saleLine{line(sale(900, "I1", 3, 10), 1), line(sale(900, "I1", 3, 10), 2),
			naming(credit(950, "C1", 4, 10), "I1", 900), credit(960, "C2", 2, 10), credit(970, "C3", 1, 10)}, []int{-1, 1, -1}},
		{"365 days before", []saleLine{sale(635, "I1", 5, 10), credit(1000, "C1", 2, 10)}, []int{0}},
		{"366 days before", []saleLine{sale(634, "I1", 5, 10), credit(1000, "C1", 2, 10)}, []int{-1}},
		{"the same day", []saleLine{sale(1000, "I1", 5, 10), credit(1000, "C1", 5, 10)}, []int{0}},
		{"dated before its invoice", []saleLine{sale(1001, "I1", 5, 10), credit(1000, "C1", 2, 10)}, []int{-1}},
		{"the latest of several", []saleLine{sale(900, "I1", 5, 10), sale(950, "I2", 5, 10), credit(1000, "C1", 2, 10)}, []int{1}},
		{"the latest has too little left", []saleLine{sale(900, "I1", 5, 10), sale(950, "I2", 1, 10), credit(1000, "C1", 2, 10)}, []int{0}},
		{"equal days: the smallest number", []saleLine{sale(900, "I2", 5, 10), sale(900, "I1", 5, 10), credit(1000, "C1", 2, 10)}, []int{1}},
		{"equal numbers: the smallest line", []saleLine{line(sale(900, "I1", 5, 10), 2), line(sale(900, "I1", 5, 10), 1), credit(1000, "C1", 2, 10)},
			[]int{1}},
		{"one line is not enough, two would be", []saleLine{sale(900, "I1", 1, 10), sale(901, "I2", 1, 10), credit(1000, "C1", 2, 10)}, []int{-1}},
		{"credit lines in the order of their days", []saleLine{sale(900, "I1", 2, 10), credit(1001, "C1", 2, 10), credit(1000, "C2", 2, 10)},
			[]int{-1, 0}},
		{"and of one day in the order of their numbers", []saleLine{sale(900, "I1", 2, 10), credit(1000, "C2", 2, 10), credit(1000, "C1", 2, 10)},
			[]int{-1, 0}},
		{"no quantity", []saleLine{sale(900, "I1", 5, 10), {Day: 1000, Invoice: "C1", Net: -100_000, Credit: true}}, []int{-1}},
		{"a positive quantity is no credit", []saleLine{sale(900, "I1", 5, 10), {Day: 1000, Invoice: "C1", Net: 100_000, Quantity: 10_000, Credit: true}},
			[]int{-1}},
		{"a unit price that does not come out even", []saleLine{{Day: 900, Invoice: "I1", Quantity: 30_000, Net: 100_000},
			{Day: 1000, Invoice: "C1", Quantity: -30_000, Net: -100_000, Credit: true}}, []int{0}},
		{"free of charge", []saleLine{sale(900, "I1", 5, 0), credit(1000, "C1", 2, 0)}, []int{0}},
		{"nothing", nil, nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var got []int
			for i, target := range matchCredits(c.lines) {
				switch {
				case c.lines[i].Credit:
					got = append(got, target)
				case target != -1:
					t.Errorf("the invoice line %d takes back %d", i, target)
				}
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

func TestUnitPrice(t *testing.T) {
	cases := []struct {
		quantity, net, want int64
		ok                  bool
	}{
		{30_000, 100_000, 33_333, true},
		{-30_000, -100_000, 33_333, true},
		{30_000, 200_000, 66_667, true},
		{-80_000, 10_000, -1_250, true},
		{20_000, 1, 1, true}, // half a ten-thousandth, away from zero
		{20_000, -1, -1, true},
		{0, 10_000, 0, false},
		{1, 999_999_999_999_999_999, 0, false}, // more than an amount can hold
		{999_999_999_999_999_999, 999_999_999_999_999_999, 10_000, true},
	}
	for _, c := range cases {
		l := saleLine{Quantity: c.quantity, Net: c.net}
		if got, ok := l.unitPrice(); got != c.want || ok != c.ok {
			t.Errorf("%d by %d: got %d, %v, want %d, %v", c.net, c.quantity, got, ok, c.want, c.ok)
		}
	}
}

// randomLines draws lines of one partition with few prices, days and quantities, so that they compete.
func randomLines(random *rand.Rand) []saleLine {
	var lines []saleLine
	for i := range 2 + random.IntN(40) {
		day, quantity, price := int32(random.IntN(800)), int64(1+random.IntN(4)), int64(1+random.IntN(2))
		switch l := sale(day, "I"+strconv.Itoa(i%7), quantity, price); {
		case random.IntN(3) > 0:
			lines = append(lines, l)
		default:
			l = credit(day, "C"+strconv.Itoa(i%7), quantity, price)
			if random.IntN(4) == 0 && len(lines) > 0 && !lines[0].Credit && lines[0].Day <= day {
				l = naming(l, lines[0].Invoice, lines[0].Day)
			}
			lines = append(lines, l)
		}
	}
	return lines
}

// compareWithSettled matches only what lies after a day, from what is known of the credit lines before it and the invoice lines that can
// still be taken back, and expects the same.
func compareWithSettled(t *testing.T, seed uint64, lines []saleLine, all []int, cut int32) {
	t.Helper()
	var late []saleLine
	var index []int
	for i, l := range lines {
		switch {
		case !l.Credit && l.Day <= cut-matchDays, l.Credit && l.Day <= cut && l.Known == unknown && all[i] < 0:
			continue
		case l.Credit && l.Day <= cut && l.Known == unknown:
			l.Known, l.Target, l.TargetDay = settled, lines[all[i]].Invoice, lines[all[i]].Day
		}
		late, index = append(late, l), append(index, i)
	}
	for i, target := range matchCredits(late) {
		want := all[index[i]]
		if late[i].Known == settled {
			want = -1
		}
		if target >= 0 && index[target] != want || target < 0 && want >= 0 {
			t.Fatalf("seed %d, day %d: line %d takes back another line when earlier matches are settled", seed, cut, index[i])
		}
	}
}

// TestMatchCreditsPrefix cuts random ledgers off at a day: what comes later never changes an earlier match. And each match holds by
// the words of the rule, with a plain count of what was taken.
func TestMatchCreditsPrefix(t *testing.T) {
	matched := 0
	for seed := range uint64(500) {
		random := rand.New(rand.NewPCG(seed, 1))
		lines := randomLines(random)
		all := matchCredits(lines)
		cut := int32(random.IntN(800))
		var early []saleLine
		var index []int
		for i, l := range lines {
			if l.Day <= cut {
				early, index = append(early, l), append(index, i)
			}
		}
		for i, target := range matchCredits(early) {
			if want := all[index[i]]; target >= 0 && index[target] != want || target < 0 && want >= 0 {
				t.Fatalf("seed %d, day %d: line %d takes back another line once later lines are known", seed, cut, index[i])
			}
		}
		compareWithSettled(t, seed, lines, all, cut)
		used := map[int]int64{}
		for i, target := range all {
			if target < 0 {
				continue
			}
			matched++
			c, s := lines[i], lines[target]
			used[target] -= c.Quantity
			if s.Credit || s.Day > c.Day || c.Day-s.Day > matchDays || s.Net*c.Quantity != c.Net*s.Quantity || used[target] > s.Quantity {
				t.Fatalf("seed %d: %+v takes back %+v, of which %d are taken", seed, c, s, used[target])
			}
		}
	}
	if matched < 500 {
		t.Errorf("only %d matches: the ledgers do not try the rule", matched)
	}
}
