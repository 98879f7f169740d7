package httpapi

import (
	"mime"
	"strconv"
	"strings"
)

// preference is one entry of a header such as Accept or Accept-Encoding.
type preference struct {
	value   string  // in lower case, without parameters
	quality float64 // 0 to 1; 0 refuses
}

// preferences reads a header of values with weights (RFC 9110, 12.4.2). Entries that cannot be read are left out.
func preferences(header []string) []preference {
	var all []preference
	for _, entry := range strings.Split(strings.Join(header, ","), ",") {
		value, params, _ := strings.Cut(entry, ";")
		value = strings.ToLower(strings.TrimSpace(value))
		if value == "" {
			continue
		}
		p := preference{value: value, quality: 1}
		for _, param := range strings.Split(params, ";") {
			name, weight, found := strings.Cut(strings.TrimSpace(param), "=")
			if !found || !strings.EqualFold(name, "q") {
				continue
			}
			q, err := strconv.ParseFloat(weight, 64)
			if err != nil || q < 0 || q > 1 {
				q = 0
			}
			p.quality = q
		}
		all = append(all, p)
	}
	return all
}

// accepted is the format that a client likes best: the highest weight, then the order of the header for exact types, then ours. ok is
// false when the header takes none of them. No header at all takes anything.
func accepted(header []string) (f format, ok bool) {
	wanted := preferences(header)
	if len(wanted) == 0 {
		return formats[0].name, true
	}
	best, bestQuality, bestRank := format(""), 0.0, 0
	for order, info := range formats {
		quality, rank := info.weighed(wanted)
		rank = rank*len(formats) + order
		if quality > bestQuality || quality == bestQuality && quality > 0 && rank < bestRank {
			best, bestQuality, bestRank = info.name, quality, rank
		}
	}
	return best, best != ""
}

// weighed is the weight of the most exact entry that names the format, and the place of that entry: exact ones before ranges.
func (i formatInfo) weighed(wanted []preference) (quality float64, rank int) {
	exact := -1
	for place, p := range wanted {
		exactness, taken := i.named(p.value)
		if !taken || exactness <= exact {
			continue
		}
		exact, quality = exactness, p.quality
		rank = place
		if exactness < 2 {
			rank += len(wanted)
		}
	}
	return quality, rank
}

// named tells whether a media range takes the format, and how exactly it says so: 2 by name, 1 by text/*, 0 by */*.
func (i formatInfo) named(value string) (exactness int, taken bool) {
	if value == "*/*" || value == "*" {
		return 0, true
	}
	own, _, err := mime.ParseMediaType(i.media)
	if err != nil || i.hidden {
		return 0, false
	}
	for _, media := range append([]string{own}, i.accepts...) {
		if value == media {
			return 2, true
		}
		if group, isRange := strings.CutSuffix(value, "/*"); isRange && strings.HasPrefix(media, group+"/") {
			return 1, true
		}
	}
	return 0, false
}

// encodings are the ways to compress an answer, the better one first.
var encodings = []string{"zstd", "gzip"}

// acceptedEncoding is how a client likes an answer to be compressed; empty for not at all.
func acceptedEncoding(header []string) string {
	best, bestQuality := "", 0.0
	for _, name := range encodings {
		quality := 0.0
		for _, p := range preferences(header) {
			if p.value == name || p.value == "*" && quality == 0 {
				quality = p.quality
			}
		}
		if quality > bestQuality {
			best, bestQuality = name, quality
		}
	}
	return best
}
