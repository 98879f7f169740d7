# R: a view by its address, as read.csv takes it.
url <- Sys.getenv("LANDSCAPE_URL")
got <- read.csv(paste0(url, "/v1/views/pareto_rank.csv?order=rank,customer_id"))
expected <- read.csv(file.path(Sys.getenv("WORK"), "pareto_rank.csv"))
stopifnot(nrow(got) > 0, identical(got, expected))
