# Reference values for tests/analysis/test_r_references.py, made with R.
#
#   Rscript tests/reference/make_references.R > tests/reference/r_references.json
#
# Debian packages: r-base-core, r-cran-coin, r-cran-exactranktests, r-cran-psych.
# The tests read the stored file and need no R. Answers are drawn at random with
# a fixed seed: domains from 1 to 5 and totals from 7 to 35, with ties and zeros.

suppressPackageStartupMessages({
  library(coin)
  library(exactRankTests)
  library(psych)
})
set.seed(20260309, kind = "Mersenne-Twister", normal.kind = "Inversion", sample.kind = "Rejection")

# --- JSON, by hand: 17 digits give every double back -------------------------------------

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

# --- answers ------------------------------------------------------------------------------

domain_pair <- function(n, shift) {
  before <- sample(1:5, n, replace = TRUE, prob = c(2, 4, 5, 3, 1))
  step <- sample(-2:3, n, replace = TRUE, prob = c(1, 2, 6, 4 + 2 * shift, 2 * shift + 1, 1))
  list(before = before, after = pmin(5, pmax(1, before + step)))
}
total_pair <- function(n, shift) {
  before <- pmin(35, pmax(7, round(rnorm(n, 21, 5))))
  after <- pmin(35, pmax(7, before + round(rnorm(n, shift, 4))))
  list(before = before, after = after)
}

# --- one comparison -----------------------------------------------------------------------

walsh <- function(d) {
  sums <- outer(d, d, "+") / 2
  sort(sums[!lower.tri(sums)])
}

compared <- function(pair, kind) {
  before <- pair$before
  after <- pair$after
  d <- after - before
  n <- length(d)
  kept <- d[d != 0]
  up <- sum(d > 0)
  exact <- wilcoxsign_test(after ~ before, zero.method = "Wilcoxon", distribution = "exact")
  normal <- wilcoxsign_test(after ~ before, zero.method = "Wilcoxon", distribution = "asymptotic")
  second <- suppressWarnings(wilcox.exact(kept, exact = TRUE, conf.int = TRUE))
  # The interval for a shift: the quantile of the signed-rank distribution without ties.
  place <- max(1, qsignrank(0.025, n))
  averages <- walsh(d)
  untied <- length(kept) == n && !anyDuplicated(abs(d))
  base <- if (untied) wilcox.test(d, exact = TRUE, conf.int = TRUE) else NULL
  clopper <- binom.test(up, n)$conf.int
  object(
    field("kind", paste0('"', kind, '"')),
    field("before", numbers(before)),
    field("after", numbers(after)),
    field("p_coin", number(as.numeric(pvalue(exact)))),
    field("p_exactRankTests", number(second$p.value)),
    field("p_asymptotic_coin", number(as.numeric(pvalue(normal)))),
    field("clopper_pearson", numbers(clopper[1:2])),
    field("fivenum_before", numbers(fivenum(before))),
    field("fivenum_after", numbers(fivenum(after))),
    field("shift", number(median(averages))),
    field("shift_limits", numbers(c(averages[place], averages[length(averages) + 1 - place]))),
    field("shift_level", number(1 - 2 * psignrank(place - 1, n))),
    field("untied", if (untied) "true" else "false"),
    field("shift_exactRankTests", number(as.numeric(second$estimate))),
    field("limits_exactRankTests", numbers(as.numeric(second$conf.int))),
    field("limits_wilcox_test", if (untied) numbers(as.numeric(base$conf.int)) else "null")
  )
}

# n is 60 at most where coin is asked; exactRankTests alone goes on to 400 people.
large <- function(n, shift) {
  pair <- total_pair(n, shift)
  kept <- (pair$after - pair$before)[pair$after != pair$before]
  object(
    field("before", numbers(pair$before)),
    field("after", numbers(pair$after)),
    field("p_exactRankTests", number(wilcox.exact(kept, exact = TRUE)$p.value))
  )
}

# --- cohorts apart ------------------------------------------------------------------------

# Ranks within each cohort, and all signs equally likely: the permutation distribution of the
# sum of all ranks, by exactRankTests' shift algorithm on doubled ranks.
stratified <- function(sizes, kind) {
  make <- if (kind == "domain") domain_pair else total_pair
  differences <- lapply(sizes, function(n) {
    pair <- make(n, 1)
    pair$after - pair$before
  })
  scores <- unlist(lapply(differences, function(d) 2 * rank(abs(d[d != 0]))))
  signs <- unlist(lapply(differences, function(d) d[d != 0] > 0))
  p <- pperm(sum(scores[signs]), scores, length(scores), paired = TRUE, alternative = "two.sided")
  object(
    field("kind", paste0('"', kind, '"')),
    field("cohorts", paste0("[", paste(vapply(differences, numbers, ""), collapse = ", "), "]")),
    field("p", number(p))
  )
}

# --- reliability --------------------------------------------------------------------------

reliability <- function(n, strength) {
  common <- rnorm(n)
  items <- sapply(strength, function(l) {
    raw <- l * common + sqrt(1 - l^2) * rnorm(n)
    pmin(5, pmax(1, round(3 + 1.1 * raw)))
  })
  fitted <- suppressWarnings(suppressMessages(fa(items, nfactors = 1, fm = "ml")))
  loadings <- as.numeric(fitted$loadings)
  object(
    field("matrix", rows(items)),
    field("alpha", number(psych::alpha(items, check.keys = FALSE, warnings = FALSE)$total$raw_alpha)),
    field("omega_ml", number(sum(loadings)^2 / (sum(loadings)^2 + sum(fitted$uniquenesses))))
  )
}

# --- all of it ----------------------------------------------------------------------------

sizes <- c(5, 6, 7, 8, 10, 12, 15, 19, 24, 30, 37, 44, 52, 60)
comparisons <- c(
  vapply(sizes, function(n) compared(domain_pair(n, 1), "domain"), ""),
  vapply(sizes, function(n) compared(domain_pair(n, 0), "domain"), ""),
  vapply(sizes, function(n) compared(total_pair(n, 1.5), "total"), ""),
  vapply(sizes, function(n) compared(total_pair(n, 0), "total"), ""),
  # Untied differences, where all programs mean the same interval.
  vapply(c(6, 9, 13), function(n) {
    d <- sample(1:20, n) * sample(c(-1, 1, 1, 1), n, replace = TRUE)
    compared(list(before = rep(0, n), after = d), "untied")
  }, "")
)
holm_of <- function(m) {
  p <- round(runif(m)^2, 5)
  object(field("p", numbers(p)), field("holm", numbers(p.adjust(p, "holm"))))
}

cat("{\n")
cat(paste(
  c(
    paste0(' "made_with": "', R.version$major, ".", R.version$minor, ", coin ",
           packageVersion("coin"), ", exactRankTests ", packageVersion("exactRankTests"),
           ", psych ", packageVersion("psych"), '"'),
    several("comparisons", comparisons),
    several("large", c(large(100, 1), large(200, 0.4), large(400, 0.2))),
    several("stratified", c(
      stratified(c(5, 5), "domain"), stratified(c(6, 9, 4), "domain"),
      stratified(c(8, 8, 7, 9, 6), "domain"), stratified(c(5, 7), "total"),
      stratified(c(12, 9, 15), "total"), stratified(c(1, 2, 20), "total")
    )),
    several("clopper_pearson", vapply(c(5, 9, 14, 30, 60, 101, 1000), function(n) {
      counts <- unique(round(c(0, 1, n / 3, n / 2, n - 1, n)))
      limits <- t(sapply(counts, function(k) binom.test(k, n)$conf.int[1:2]))
      object(field("n", number(n)), field("counts", numbers(counts)), field("limits", rows(limits)))
    }, "")),
    several("holm", vapply(c(1, 2, 7, 7, 7), holm_of, "")),
    several("reliability", c(
      reliability(30, rep(0.7, 7)), reliability(45, seq(0.3, 0.9, 0.1)),
      reliability(60, rep(0.5, 7)), reliability(200, c(0.9, 0.9, 0.8, 0.2, 0.4, 0.6, 0.7))
    ))
  ),
  collapse = ",\n"
))
cat("\n}\n")
