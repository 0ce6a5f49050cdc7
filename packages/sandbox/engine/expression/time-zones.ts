import { dateOf, dayNumberNow } from './day-number.ts';

/** Qlik's places whose time zone has another name than the place. */
const ZONES: Readonly<Record<string, string>> = {
  'abu dhabi': 'Asia/Dubai',
  alaska: 'America/Anchorage',
  arizona: 'America/Phoenix',
  astana: 'Asia/Almaty',
  'atlantic time (canada)': 'America/Halifax',
  azores: 'Atlantic/Azores',
  beijing: 'Asia/Shanghai',
  bern: 'Europe/Zurich',
  brasilia: 'America/Sao_Paulo',
  canberra: 'Australia/Canberra',
  'cape verde is.': 'Atlantic/Cape_Verde',
  'central america': 'America/Guatemala',
  'central time (us & canada)': 'America/Chicago',
  chennai: 'Asia/Kolkata',
  chongqing: 'Asia/Shanghai',
  'eastern time (us & canada)': 'America/New_York',
  edinburgh: 'Europe/London',
  ekaterinburg: 'Asia/Yekaterinburg',
  fiji: 'Pacific/Fiji',
  georgetown: 'America/Guyana',
  greenland: 'America/Godthab',
  'greenwich mean time : dublin': 'Europe/Dublin',
  guadalajara: 'America/Mexico_City',
  hanoi: 'Asia/Ho_Chi_Minh',
  hawaii: 'Pacific/Honolulu',
  'hong kong': 'Asia/Hong_Kong',
  'indiana (east)': 'America/Indiana/Indianapolis',
  'international date line west': 'Pacific/Midway',
  islamabad: 'Asia/Karachi',
  kyiv: 'Europe/Kiev',
  kuwait: 'Asia/Kuwait',
  'marshall is.': 'Pacific/Majuro',
  'mid-atlantic': 'Atlantic/South_Georgia',
  'mountain time (us & canada)': 'America/Denver',
  mumbai: 'Asia/Kolkata',
  'new caledonia': 'Pacific/Noumea',
  'new delhi': 'Asia/Kolkata',
  newfoundland: 'America/St_Johns',
  "nuku'alofa": 'Pacific/Tongatapu',
  osaka: 'Asia/Tokyo',
  'pacific time (us & canada)': 'America/Los_Angeles',
  pretoria: 'Africa/Johannesburg',
  quito: 'America/Guayaquil',
  samoa: 'Pacific/Apia',
  sapporo: 'Asia/Tokyo',
  saskatchewan: 'America/Regina',
  'solomon is.': 'Pacific/Guadalcanal',
  'sri jayawardenepura': 'Asia/Colombo',
  'st. petersburg': 'Europe/Moscow',
  wellington: 'Pacific/Auckland',
  'west central africa': 'Africa/Lagos',
};

const REGIONS = ['Europe', 'Asia', 'America', 'Africa', 'Australia', 'Pacific', 'Atlantic'] as const;

/** Writers of local times by time zone; undefined for an unknown place. */
const CLOCKS = new Map<string, Intl.DateTimeFormat | undefined>();
const MAX_CLOCKS = 500;

/**
 * Returns the local time of a place at a time in UTC: `Tokyo`, `Pacific Time (US & Canada)`, `GMT+05:30`, or a name of the time zone
 * database; undefined for an unknown place.
 * @param ignoresDst true for the standard time also in summer
 */
export function localTime(utc: number, place: string, ignoresDst: boolean): number | undefined {
  const fixed = /^(?:GMT|UTC)(?:\s*([+-])(\d{1,2}):?(\d{2})?)?$/i.exec(place.trim());
  if (fixed) {
    const hours = Number(fixed[2] ?? 0) + Number(fixed[3] ?? 0) / 60;
    return utc + ((fixed[1] === '-' ? -1 : 1) * hours) / 24;
  }
  const clock = clockOf(place);
  if (!clock) return undefined;
  if (!ignoresDst) return utc + offsetAt(clock, dateOf(utc));
  const year = dateOf(utc).getUTCFullYear();
  const offsets = [0, 6].map((month) => offsetAt(clock, new Date(Date.UTC(year, month, 1))));
  return utc + Math.min(...offsets);
}

/** Returns the difference of a zone's time from UTC, in days. */
function offsetAt(clock: Intl.DateTimeFormat, at: Date): number {
  const part = new Map(clock.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const number = (type: Intl.DateTimeFormatPartTypes): number => part.get(type) ?? 0;
  const local = Date.UTC(
    number('year'),
    number('month') - 1,
    number('day'),
    number('hour'),
    number('minute'),
    number('second'),
  );
  const utc = Math.floor(at.getTime() / 1000) * 1000;
  return dayNumberNow(new Date(local)) - dayNumberNow(new Date(utc));
}

function clockOf(place: string): Intl.DateTimeFormat | undefined {
  const key = place.trim().toLowerCase();
  if (CLOCKS.has(key)) return CLOCKS.get(key);
  if (CLOCKS.size >= MAX_CLOCKS) CLOCKS.clear();
  const city = key.replace(/(?:^|\s)\p{L}/gu, (start) => start.toUpperCase()).replaceAll(' ', '_');
  const candidates = [ZONES[key], place.trim(), ...REGIONS.map((region) => `${region}/${city}`)];
  const zone = candidates.find((candidate) => candidate !== undefined && isZone(candidate));
  const clock =
    zone === undefined
      ? undefined
      : new Intl.DateTimeFormat('en-US', {
          timeZone: zone,
          hourCycle: 'h23',
          year: 'numeric',
          month: 'numeric',
          day: 'numeric',
          hour: 'numeric',
          minute: 'numeric',
          second: 'numeric',
        });
  CLOCKS.set(key, clock);
  return clock;
}

function isZone(name: string): boolean {
  try {
    return name !== '' && new Intl.DateTimeFormat('en-US', { timeZone: name }).format(0) !== '';
  } catch (error) {
    // A RangeError is how Intl says that it has no such zone.
    if (error instanceof RangeError) return false;
    throw error;
  }
}
