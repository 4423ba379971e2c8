// Numbers of a text that is written with decimal commas, as the calculator and the extractor write them: `1.234,50` becomes `1234.50`.

const GAP = '\\u00A0\\u2009\\u202F\\u2007';
const NUMBER = new RegExp(`(?<![\\p{L}\\d.,])\\d+(?:(?:[.,'${GAP}]|\\{,\\})\\d+)+(?!\\d)`, 'gu');
const WITH_DECIMALS = new RegExp(`^(?:[1-9]\\d{0,2}(?:[.'${GAP}]\\d{3})+|\\d+),\\d+$`);
const GROUPED = new RegExp(`^[1-9]\\d{0,2}(?:(?:\\.\\d{3})+|(?:'\\d{3})+|(?:[${GAP}]\\d{3})+)$`);
/** Written with a decimal point after all. */
const WITH_POINT = /^[1-9]\d{0,2}(?:,\d{3})+\.\d+$|^[1-9]\d{0,2}(?:,\d{3}){2,}$/;

/** `text` without thousands marks and with decimal points. What is no number in decimal commas, such as a date, stays. */
export function withDecimalPoints(text: string): string {
  return text.replace(NUMBER, (shown) => {
    const number = shown.replaceAll('{,}', ',');
    if (WITH_DECIMALS.test(number) || GROUPED.test(number)) {
      return number.replace(/[^\d,]/g, '').replace(',', '.');
    }
    return WITH_POINT.test(number) ? number.replaceAll(',', '') : shown;
  });
}
