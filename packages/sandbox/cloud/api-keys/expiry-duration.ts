const DURATION =
  /^P(?=.)(?:(\d{1,4})W)?(?:(\d{1,5})D)?(?:T(?=.)(?:(\d{1,6})H)?(?:(\d{1,7})M)?(?:(\d{1,9})S)?)?$/;
const SECONDS = [7 * 86_400, 86_400, 3600, 60, 1] as const;

/** Seconds of an ISO 8601 duration in weeks, days, hours, minutes and seconds, for example `P7D`; undefined for any other text. */
export function durationSeconds(text: string): number | undefined {
  const parts: readonly (string | undefined)[] | undefined = DURATION.exec(text)?.slice(1);
  return parts?.reduce((sum, part, index) => sum + Number(part ?? 0) * (SECONDS[index] ?? 0), 0);
}
