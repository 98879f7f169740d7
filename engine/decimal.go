package engine

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"math/big"

	"github.com/duckdb/duckdb-go/v2"
	"github.com/duckdb/duckdb-go/v2/mapping"
)

// bind binds the arguments. The driver cannot bind a decimal whose type the statement leaves open, so it gets a NULL there and the
// decimal is bound over it, with all its digits.
func (s *statement) bind(args []driver.NamedValue, through func([]driver.NamedValue) error) error {
	plain := make([]driver.NamedValue, len(args))
	copy(plain, args)
	for i, arg := range plain {
		if _, ok := arg.Value.(duckdb.Decimal); ok {
			plain[i].Value = nil
		}
	}
	if err := through(plain); err != nil {
		return err
	}
	for i, arg := range args {
		if d, ok := arg.Value.(duckdb.Decimal); ok {
			if err := s.bindDecimal(i+1, d); err != nil {
				return fmt.Errorf("parameter %s: %w", arg.Name, err)
			}
		}
	}
	return nil
}

func (s *statement) bindDecimal(index int, d duckdb.Decimal) error {
	low := new(big.Int)
	high, _ := new(big.Int).DivMod(d.Value, new(big.Int).Lsh(big.NewInt(1), 64), low)
	if !high.IsInt64() {
		return fmt.Errorf("%s has more than 38 digits", d.Value)
	}
	value := mapping.CreateDecimal(mapping.NewDecimal(d.Width, d.Scale, mapping.NewHugeInt(low.Uint64(), high.Int64())))
	defer mapping.DestroyValue(&value)
	if mapping.BindValue(s.handle, mapping.IdxT(index), value) == mapping.StateError {
		return errors.New("it cannot be bound")
	}
	return nil
}
