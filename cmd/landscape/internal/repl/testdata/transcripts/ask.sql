.help
.help chart
.help keys
.help formats
\?  timezone
.help nothing-of-the-kind
.doc churn_kind
.doc tier_scheme
?lost_customers
.doc sqrt
.doc .row
.doc pareto_rnk
.doc
.examples
.examples 3
.examples 99
