package ledgergen_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"github.com/customer-landscape/landscape/benchmarks/ledgergen"
)

// purchase is one line of the buyers.
type purchase struct {
	customer string
	day      int
	cents    int64
}

func purchasesOf(t *testing.T, b ledgergen.Buyers, batchRows int) ([]purchase, ledgergen.Manifest) {
	t.Helper()
	mem := memory.NewCheckedAllocator(memory.NewGoAllocator())
	defer mem.AssertSize(t, 0)
	reader, manifest, err := b.Records(mem, batchRows)
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Release()
	var all []purchase
	for reader.Next() {
		batch := reader.RecordBatch()
		customers, days, net := batch.Column(3).(*array.String), batch.Column(4).(*array.Date32), batch.Column(8).(*array.Decimal128)
		for i := range int(batch.NumRows()) {
			scaled := net.Value(i).BigInt().Int64() // four decimals
			if scaled <= 0 || scaled%100 != 0 {
				t.Fatalf("an amount of %s", net.ValueStr(i))
			}
			all = append(all, purchase{strings.Clone(customers.Value(i)), int(days.Value(i)), scaled / 100})
		}
	}
	if reader.Err() != nil {
		t.Fatal(reader.Err())
	}
	return all, *manifest
}

// What is read is what the manifest says, the same at any size of batch, and no customer buys twice a day.
func TestBuyersKeepTheirManifest(t *testing.T) {
	all, manifest := purchasesOf(t, ledgergen.Buyers{Customers: 5000}, 1000)
	again, _ := purchasesOf(t, ledgergen.Buyers{Customers: 5000}, 77)
	var net int64
	first, last := math.MaxInt, 0
	customers := map[string]bool{}
	for i, p := range all {
		if p != again[i] {
			t.Fatalf("purchase %d is %v and %v", i, p, again[i])
		}
		if i > 0 && all[i-1].customer == p.customer && p.day <= all[i-1].day {
			t.Fatalf("%v comes after %v", p, all[i-1])
		}
		net += p.cents
		first, last = min(first, p.day), max(last, p.day)
		customers[p.customer] = true
	}
	day := func(n int) string { return time.Unix(int64(n)*86400, 0).UTC().Format(time.DateOnly) }
	want := ledgergen.Manifest{Seed: 1, Lines: int64(len(all)), Invoices: int64(len(all)), Uncosted: int64(len(all)), Customers: int64(len(customers)),
		OnFile: 5000, NetCents: net, FirstDate: day(first), LastDate: day(last)}
	if manifest != want || len(customers) != 5000 || len(again) != len(all) {
		t.Errorf("%d and %d purchases of %d customers\n got %+v\nwant %+v", len(all), len(again), len(customers), manifest, want)
	}
	if manifest.FirstDate < "2023-01-01" || manifest.LastDate > "2025-12-31" {
		t.Errorf("from %s to %s", manifest.FirstDate, manifest.LastDate)
	}
}

// Of customers that could buy again for T days a share of a/(a+b) + b/(a+b) (alpha/(alpha+T))^r never does, and a purchase is worth
// P Gamma / (Q-1) on average.
func TestBuyersFollowTheirParameters(t *testing.T) {
	b := ledgergen.Buyers{Customers: 50_000, Seed: 7}.WithDefaults()
	all, _ := purchasesOf(t, b, 10_000)
	end := int(b.To.Unix() / 86400)
	var expected, variance, once, sum float64
	buyers := 0.0
	for i := 0; i < len(all); {
		age := float64(end - all[i].day)
		never := b.A/(b.A+b.B) + b.B/(b.A+b.B)*math.Pow(b.Alpha/(b.Alpha+age), b.R)
		expected, variance, buyers = expected+never, variance+never*(1-never), buyers+1
		sum += float64(all[i].cents) / 100
		j := i + 1
		for j < len(all) && all[j].customer == all[i].customer {
			j++
		}
		if j == i+1 {
			once++
		}
		i = j
	}
	if off := (once - expected) / math.Sqrt(variance); math.Abs(off) > 4 {
		t.Errorf("%.0f customers bought once, %.1f expected: %.1f standard deviations", once, expected, off)
	}
	mean := b.P * b.Gamma / (b.Q - 1)
	if got := sum / buyers; math.Abs(got/mean-1) > 0.03 {
		t.Errorf("a first purchase is worth %.3f, %.3f expected", got, mean)
	}
}

func TestBuyersNameEveryFault(t *testing.T) {
	b := ledgergen.Buyers{Customers: 5, R: -1, Gamma: math.Inf(1), From: time.Date(2025, 12, 30, 0, 0, 0, 0, time.UTC)}
	_, _, err := b.Records(memory.DefaultAllocator, 100)
	for _, name := range []string{"Customers is 5", "R is -1", "Gamma is +Inf", "From 2025-12-30"} {
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%v does not name %s", err, name)
		}
	}
}
