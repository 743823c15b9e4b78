const MEGABYTE = 1_000_000;

/** A size in megabytes, as the page's language has it. */
export const formatMegabytes = (bytes: number): string =>
  new Intl.NumberFormat(document.documentElement.lang, {
    style: 'unit',
    unit: 'megabyte',
    maximumFractionDigits: bytes < 10 * MEGABYTE ? 1 : 0,
  }).format(bytes / MEGABYTE);
