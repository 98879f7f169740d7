.tables inv*
.tables landscape_base.days
\dt custom*
.columns tier_floors
.columns landscape_base.days
\d kpii
.schema settings
.schema nothing
.views churn*
.reports customer*
.functions wilson*
.settings tier*
.summary landscape_base.customer_days
.summary nothing
.summary
