package httpapi

import (
	"time"

	"github.com/customer-landscape/landscape/engine"
)

const (
	pressEvery = 25 * time.Millisecond  // that the memory of the process is looked at
	pressRest  = 200 * time.Millisecond // until the next look after memory was given back in vain: what a query that was ended holds goes meanwhile
)

// relieve looks at the memory of the process until the server ends. Beyond the limit it gives back what nobody uses, and where that does not do, it
// ends the youngest query that runs, then the next one, until the memory is below: what functions make of rows counts against no limit of the
// database, and without this the system would end the process.
func (s *Server) relieve() {
	tick := time.NewTicker(pressEvery)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
		case <-s.life.Done():
			return
		}
		if engine.ResidentMemory() <= s.opts.Capacity.Memory {
			continue
		}
		engine.GiveBackMemory()
		resident := engine.ResidentMemory()
		if resident <= s.opts.Capacity.Memory {
			continue
		}
		if q := s.live.youngest(); q != nil {
			s.log.Warn("a query was ended to free memory", "query_id", q.id, "key", q.who.key, "resident_bytes", resident, "limit_bytes", s.opts.Capacity.Memory)
			q.cancel(errPressed)
		}
		select {
		case <-time.After(pressRest):
		case <-s.life.Done():
			return
		}
	}
}
