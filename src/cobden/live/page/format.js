// Figures as the reader's locale writes them, with a true minus.

const MINUS = "−";
const made = new Map();

function maker(digits, signed) {
  const key = `${digits}${signed}`;
  if (!made.has(key)) {
    made.set(key, new Intl.NumberFormat(navigator.language, {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
      signDisplay: signed ? "exceptZero" : "negative",
    }));
  }
  return made.get(key);
}

/** A number with `digits` decimals; what is not known is a dash. */
export function number(value, digits = 2, signed = false) {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  return maker(digits, signed).format(value).replace("-", MINUS);
}

const decimals = (value) => {
  const size = Math.abs(value);
  return size < 5e-4 ? 3 : Math.min(3, Math.max(0, 1 - Math.floor(Math.log10(size))));
};

/**
 * A figure with two significant digits: whole from 10 on, and nothing finer than a thousandth or,
 * where its range is known, than two digits of that.
 */
export function short(value, signed = false, range = null) {
  if (Math.abs(value) < 5e-4) return "0";
  const digits = range ? Math.min(decimals(value), ranged(range)) : decimals(value);
  return number(value, digits, signed);
}

const ranged = (range) => decimals(Math.max(...range.map(Math.abs)));

/** A range with two significant digits of its larger end. */
export function shortSpan(range, signed = false) {
  const ends = range.map((value) => number(value, ranged(range), signed));
  return `${ends[0]} to ${ends[1]}`;
}

/** A change: always with its sign, unless it rounds to zero. */
export const change = (value, digits = 2) => number(value, digits, true);
export const percent = (value, digits = 2) => `${change(value, digits)}%`;
export const span = (low, high, digits = 2) => `${change(low, digits)} to ${change(high, digits)}`;
export const sign = (value) => (Math.abs(value) < 1e-9 ? "" : value < 0 ? "loss" : "gain");

/** An amount of money: billions, or millions where a billion is too coarse. */
export const billions = (value, digits = 1) => `${change(value, digits)} bn USD`;

const DAY = 86_400_000;
const utc = (iso) => Date.parse(`${iso}T00:00:00Z`);

/** Whole days since 1970, and back. */
export const dayNumber = (iso) => Math.round(utc(iso) / DAY);
export const isoOf = (days) => new Date(days * DAY).toISOString().slice(0, 10);

const full = new Intl.DateTimeFormat(navigator.language, {
  day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
const brief = new Intl.DateTimeFormat(navigator.language, {
  day: "numeric", month: "short", timeZone: "UTC" });
const months = new Intl.DateTimeFormat(navigator.language, { month: "short", timeZone: "UTC" });

export const day = (iso) => full.format(utc(iso));
export const shortDay = (iso) => brief.format(utc(iso));
export const month = (iso) => months.format(utc(iso));
