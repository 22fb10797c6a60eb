# Reference values at the edges, for tests/analysis/test_r_references.py: one, two and three people,
# all alike, all tied, one change among many; and Tango's interval, found without its formula.
#
#   Rscript tests/reference/make_edges.R > tests/reference/r_edges.json
#
# Debian packages: r-base-core, r-cran-coin, r-cran-exactranktests. The tests need no R.

suppressPackageStartupMessages({
  library(coin)
  library(exactRankTests)
})

number <- function(x) {
  if (is.null(x)) return("null")
  ifelse(!is.finite(x), "null", trimws(format(x, digits = 17, scientific = NA, trim = TRUE)))
}
numbers <- function(x) paste0("[", paste(vapply(x, number, ""), collapse = ", "), "]")
field <- function(name, value) paste0('"', name, '": ', value)
object <- function(...) paste0("{", paste(c(...), collapse = ", "), "}")
several <- function(name, items) {
  paste0(' "', name, '": [\n  ', paste(items, collapse = ",\n  "), "\n ]")
}
or_null <- function(expression) tryCatch(suppressWarnings(expression), error = function(e) NULL)

# --- differences ---------------------------------------------------------------------------

differences <- list(
  1, -2, 0, c(1, 1), c(1, -1), c(1, 2), c(0, 3), c(1, 1, 1), c(1, 2, 3), c(2, 2, -1), c(-1, -1, 2),
  c(0, 0, 0), c(0, 0, 1), rep(1, 4), rep(-2, 6), rep(1, 10), c(rep(1, 9), -1), c(rep(1, 5), rep(-1, 5)),
  c(rep(0, 49), 2), c(rep(0, 20), rep(1, 6)), c(rep(0, 30), 4, 4, 4, -4), c(rep(0, 8), 1, 2, 3, 4, -1),
  c(-28, 28), c(28, 27, 26, 25, -28), rep(3, 40), c(rep(1, 30), rep(-1, 10)), rep(c(-4, 4, 1), 12)
)

# All 2^n signs, up to 12 changes: nothing but counting.
counted <- function(d) {
  kept <- d[d != 0]
  if (length(kept) == 0 || length(kept) > 12) return(NULL)
  ranks <- 2 * rank(abs(kept))
  signs <- as.matrix(expand.grid(rep(list(0:1), length(kept))))
  sums <- as.vector(signs %*% ranks)
  seen <- sum(ranks[kept > 0])
  least <- min(seen, sum(ranks) - seen)
  min(1, 2 * mean(sums <= least))
}

compared <- function(d) {
  kept <- d[d != 0]
  zero <- rep(0, length(d))
  exact <- or_null(as.numeric(pvalue(
    wilcoxsign_test(d ~ zero, zero.method = "Wilcoxon", distribution = "exact"))))
  normal <- or_null(as.numeric(pvalue(
    wilcoxsign_test(d ~ zero, zero.method = "Wilcoxon", distribution = "asymptotic"))))
  second <- if (length(kept)) or_null(wilcox.exact(kept, exact = TRUE)$p.value) else NULL
  ranks <- rank(abs(kept))
  r <- if (length(kept)) sum(sign(kept) * ranks) / sum(ranks) else NULL
  sums <- outer(d, d, "+") / 2
  averages <- sort(sums[!lower.tri(sums)])
  place <- max(1, qsignrank(0.025, length(d)))
  object(
    field("d", numbers(d)),
    field("p_counted", number(counted(d))),
    field("p_coin", number(exact)),
    field("p_exactRankTests", number(second)),
    field("p_asymptotic_coin", number(normal)),
    field("rank_biserial", number(r)),
    field("fivenum", numbers(fivenum(d))),
    field("shift", number(median(averages))),
    field("shift_limits", numbers(c(averages[place], averages[length(averages) + 1 - place]))),
    field("shift_level", number(1 - 2 * psignrank(place - 1, length(d))))
  )
}

# --- Tango's interval ----------------------------------------------------------------------

# The score statistic of a difference D of two paired shares: the share of falls is the one of
# greatest likelihood given D, found by a search; the limits are where z reaches 1.96, found by
# another. The closed formula in the package is not used.
score <- function(up, same, down, D) {
  n <- up + same + down
  times_log <- function(k, p) if (k == 0) 0 else k * log(p)
  low <- max(0, -D)
  high <- (1 - D) / 2
  likelihood <- function(q) times_log(up, q + D) + times_log(down, q) + times_log(same, 1 - 2 * q - D)
  q <- optimize(likelihood, c(low, high), maximum = TRUE, tol = 1e-14)$maximum
  ends <- c(low, high, q)
  values <- suppressWarnings(sapply(ends, likelihood))
  values[is.nan(values)] <- -Inf
  q <- ends[which.max(values)]
  ((up - down) / n - D) / sqrt((2 * q + D - D^2) / n)
}
tango <- function(up, same, down) {
  estimate <- (up - down) / (up + same + down)
  z <- qnorm(0.975)
  limit <- function(end, sign) {
    inside <- function(D) score(up, same, down, D) - sign * z
    near <- estimate + (end - estimate) * 1e-9
    far <- end + (estimate - end) * 1e-9
    if (end == estimate) return(end)
    uniroot(inside, sort(c(near, far)), tol = 1e-13, maxiter = 10000)$root
  }
  object(
    field("counts", numbers(c(up, same, down))),
    field("limits", numbers(c(limit(-1, 1), limit(1, -1))))
  )
}
tables <- list(
  c(1, 0, 0), c(0, 1, 0), c(0, 0, 1), c(1, 1, 0), c(1, 0, 1), c(3, 0, 0), c(2, 1, 0), c(1, 1, 1),
  c(0, 3, 0), c(5, 0, 0), c(0, 5, 0), c(4, 1, 0), c(10, 0, 0), c(0, 40, 0), c(1, 49, 0), c(6, 20, 2),
  c(30, 0, 0), c(17, 9, 4), c(50, 100, 30), c(400, 500, 100), c(9, 1, 11)
)

cat("{\n")
cat(paste(
  c(
    paste0(' "made_with": "', R.version$major, ".", R.version$minor, ", coin ",
           packageVersion("coin"), ", exactRankTests ", packageVersion("exactRankTests"), '"'),
    several("differences", vapply(differences, compared, "")),
    several("tango", vapply(tables, function(t) tango(t[1], t[2], t[3]), ""))
  ),
  collapse = ",\n"
))
cat("\n}\n")
