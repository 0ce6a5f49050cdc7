/** Seconds per unit of an interval. */
const UNITS: Readonly<Record<string, number>> = { d: 86_400, h: 3600, m: 60, s: 1 };
const CODE = /\[([^\]]*)\]|[Dd]+|h+|m+|s+|f+/g;

/**
 * Writes a duration in days in a format such as `hh:mm:ss[.fff]` or `D hh:mm`. The largest unit of the format includes what
 * larger units would have.
 */
export function formatInterval(days: number, format: string): string {
  const hasFraction = /f/.test(format);
  const precision = hasFraction ? 1000 : 1;
  // Rounding to milliseconds first avoids a second less by binary fractions.
  const exact = Math.round(Math.abs(days) * 86_400_000) / 1000;
  const total = hasFraction ? exact : Math.floor(exact + 0.5);
  const fraction = Math.round((total - Math.floor(total)) * precision);
  const units = [...format.matchAll(/[Dd]+|h+|m+|s+/g)].map(
    ([code]) => UNITS[code.charAt(0).toLowerCase()] ?? 1,
  );
  const largest = Math.max(...units);
  const valueOf = (code: string): number => {
    if (code.startsWith('f')) return fraction;
    const size = UNITS[code.charAt(0).toLowerCase()] ?? 1;
    const larger = units.filter((unit) => unit > size);
    const rest = size === largest ? total : total % Math.min(...larger);
    return Math.floor(rest / size);
  };
  const write = (text: string): string =>
    text.replace(CODE, (code, optional: string | undefined) => {
      if (optional !== undefined) {
        const isShown = [...optional.matchAll(/[Dd]+|h+|m+|s+|f+/g)].some(([part]) => valueOf(part) !== 0);
        return isShown ? write(optional) : '';
      }
      if (code.startsWith('f'))
        return String(fraction).padStart(3, '0').padEnd(code.length, '0').slice(0, code.length);
      return String(valueOf(code)).padStart(code.length, '0');
    });
  const text = write(format);
  return days < 0 && total > 0 ? `-${text}` : text;
}

/** Parses a duration, in days; returns undefined for a text that is not in the format. */
export function parseInterval(text: string, format: string): number | undefined {
  const units: number[] = [];
  const sourceOf = (part: string): string =>
    part.replace(/\[([^\]]*)\]|[Dd]+|h+|m+|s+|f+|[\s\S]/g, (code, optional: string | undefined) => {
      if (optional !== undefined) return `(?:${sourceOf(optional)})?`;
      const isCode = /^(?:[Dd]|h|m|s|f)/.test(code);
      if (!isCode) return code.replace(/[.*+?^${}()|[\]\\/]/, '\\$&');
      units.push(code.startsWith('f') ? 0 : (UNITS[code.charAt(0).toLowerCase()] ?? 1));
      return '(\\d+)';
    });
  const match = new RegExp(`^(-?)${sourceOf(format)}$`).exec(text.trim());
  if (!match || units.length === 0) return undefined;
  const seconds = units.reduce((sum, unit, place) => {
    const found = match[place + 2] ?? '0';
    return sum + (unit === 0 ? Number(found) / 10 ** found.length : Number(found) * unit);
  }, 0);
  return ((match[1] === '-' ? -1 : 1) * seconds) / 86_400;
}
