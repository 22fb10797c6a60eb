# Reference values for tests/analysis/test_agreement.py, made with R.
#
#   Rscript tests/reference/make_agreement.R > tests/reference/agreement.json
#
# Packages: irr 0.84.1 (kripp.alpha, kappa2, agree) and Debian's r-cran-psych (cohen.kappa, for
# the interval). The tests read the stored file and need no R. Codings are drawn at random with
# a fixed seed: two coders and one code, given or not; kappa for four codes, too.

suppressPackageStartupMessages({
  library(irr)
  library(psych)
})
set.seed(20260311, kind = "Mersenne-Twister", normal.kind = "Inversion", sample.kind = "Rejection")

number <- function(x) {
  ifelse(!is.finite(x), "null", trimws(format(x, digits = 17, scientific = NA, trim = TRUE)))
}
numbers <- function(x) paste0("[", paste(vapply(x, number, ""), collapse = ", "), "]")
rows <- function(m) paste0("[", paste(apply(m, 1, numbers), collapse = ", "), "]")
field <- function(name, value) paste0('"', name, '": ', value)
object <- function(...) paste0("{", paste(c(...), collapse = ", "), "}")
several <- function(name, items) {
  paste0(' "', name, '": [\n  ', paste(items, collapse = ",\n  "), "\n ]")
}

# Two coders: the second repeats the first with some probability, else decides anew.
two <- function(n, codes, common, alike) {
  first <- sample(codes, n, replace = TRUE, prob = common)
  anew <- sample(codes, n, replace = TRUE, prob = common)
  second <- ifelse(runif(n) < alike, first, anew)
  both <- cbind(first, second)
  square <- table(factor(first, codes), factor(second, codes))
  limits <- suppressWarnings(cohen.kappa(both, alpha = 0.05))$confid["unweighted kappa", ]
  object(
    field("first", numbers(first)), field("second", numbers(second)),
    field("square", rows(square)),
    field("agree", number(agree(both)$value)),
    field("kappa", number(kappa2(both)$value)),
    field("low", number(limits[["lower"]])), field("high", number(limits[["upper"]])),
    field("alpha", number(kripp.alpha(t(both), "nominal")$value))
  )
}
pairs <- c(
  mapply(two, c(12, 20, 30, 60, 120), MoreArgs = list(1:0, c(0.4, 0.6), 0.6)),
  mapply(two, c(20, 40, 80, 200), MoreArgs = list(1:0, c(0.15, 0.85), 0.5)),
  mapply(two, c(30, 60), MoreArgs = list(1:0, c(0.5, 0.5), 0)),
  mapply(two, c(30, 90, 200), MoreArgs = list(1:4, c(0.4, 0.3, 0.2, 0.1), 0.5))
)

cat("{\n", several("pairs", pairs), "\n}\n", sep = "")
