import { AGGREGATIONS, isScriptAggregation } from './aggregation-names.ts';
import {
  APP_FUNCTIONS,
  contextualArguments,
  INTER_RECORD_FUNCTIONS,
  SELECTION_FUNCTIONS,
} from './contextual-functions.ts';
import { isFunction, scalarFunction } from './functions.ts';
import { REFUSED_FUNCTIONS } from './refused-functions.ts';

/** A group of functions: the short name that Qlik's `FunctionGroup` has, and the long one. */
interface FunctionGroup {
  readonly short: string;
  readonly long: string;
  readonly title: string;
  readonly names: string;
}

const COLORS =
  'Black Blue Brown Cyan DarkGray Green LightBlue LightCyan LightGray LightGreen LightMagenta LightRed Magenta QlikTechBlue QlikTechGray Red White Yellow';
const T_STATISTICS = 'conf df dif lower sig sterr t upper'.split(' ');
const Z_STATISTICS = 'conf dif lower sig sterr upper z'.split(' ');
const TESTS = [
  ...['TTest', 'TTestw', 'TTest1', 'TTest1w'].flatMap((test) =>
    T_STATISTICS.map((name) => `${test}_${name}`),
  ),
  ...['ZTest', 'ZTestw'].flatMap((test) => Z_STATISTICS.map((name) => `${test}_${name}`)),
].join(' ');

/**
 * The functions of Qlik by group, in Qlik's spelling. Names are those of the grammar of Qlik's engine and of Qlik's help: a spec compares
 * them with what the engine has.
 */
const GROUPS: readonly FunctionGroup[] = [
  {
    short: 'AGGR',
    long: 'FUNC_GROUP_AGGR',
    title: 'Aggregation',
    names: `Aggr Avg Chi2Test_chi2 Chi2Test_df Chi2Test_p Concat Correl Count FirstSortedValue FirstValue Fractile FractileExc IRR JsonArray JsonObject
      Kurtosis LastValue LINEST_B LINEST_DF LINEST_F LINEST_M LINEST_R2 LINEST_SEB LINEST_SEM LINEST_SEY LINEST_SSREG LINEST_SSRESID Max MaxString Median
      Min MinString MissingCount Mode MutualInfo NPV NullCount NumericCount Only Skew StDev Sterr STEYX Sum TextCount XIRR XNPV ${TESTS}`,
  },
  {
    short: 'NUM',
    long: 'FUNC_GROUP_NUMERIC',
    title: 'Numbers',
    names: 'Abs BitCount Ceil Combin Div Even fAbs Fact Floor fMod Frac Mod Odd Permut Round Sign',
  },
  {
    short: 'RNG',
    long: 'FUNC_GROUP_RANGE',
    title: 'Ranges',
    names: `NumAvg NumCount NumMax NumMin NumSum RangeAvg RangeCorrel RangeCount RangeFractile RangeFractileExc RangeIRR RangeKurtosis RangeMax
      RangeMaxString RangeMin RangeMinString RangeMissingCount RangeMode RangeNPV RangeNullCount RangeNumericCount RangeOnly RangeSkew RangeStdev
      RangeSum RangeTextCount RangeXIRR RangeXNPV`,
  },
  {
    short: 'EXP',
    long: 'FUNC_GROUP_EXPONENTIAL_AND_LOGARITHMIC',
    title: 'Exponentials and logarithms',
    names: 'Exp Log Log10 Pow Sqr Sqrt',
  },
  {
    short: 'TRIG',
    long: 'FUNC_GROUP_TRIGONOMETRIC_AND_HYPERBOLIC',
    title: 'Trigonometry',
    names: 'Acos Acosh Asin Asinh Atan Atan2 Atanh Cos Cosh Sin Sinh Tan Tanh',
  },
  {
    short: 'FIN',
    long: 'FUNC_GROUP_FINANCIAL',
    title: 'Finance',
    names: 'BlackAndSchole FV nPer Pmt PV Rate',
  },
  {
    short: 'MATH',
    long: 'FUNC_GROUP_MATH_CONSTANT_AND_PARAM_FREE',
    title: 'Constants',
    names: 'e False Pi Rand True',
  },
  {
    short: 'COUNT',
    long: 'FUNC_GROUP_COUNTER',
    title: 'Counters',
    names: 'AutoNumber AutoNumberHash128 AutoNumberHash256 IterNo RecNo RowNo',
  },
  {
    short: 'STR',
    long: 'FUNC_GROUP_STRING',
    title: 'Texts, JSON, regular expressions',
    names: `ApplyCodepage Capitalize Chr CountRegEx CountRegExI Evaluate ExtractRegEx ExtractRegExI ExtractRegExGroup ExtractRegExGroupI FindOneOf Hash128
      Hash160 Hash256 Index IndexRegEx IndexRegExI IndexRegExGroup IndexRegExGroupI IsJson IsRegEx IsRegExI JsonGet JsonSet JsonSetEx KeepChar Left Len
      LevenshteinDist Lower LTrim MatchRegEx MatchRegExI Mid Ord PurgeChar Repeat Replace ReplaceRegEx ReplaceRegExI ReplaceRegExGroup
      ReplaceRegExGroupI Right RTrim SubField SubFieldRegEx SubFieldRegExI SubStringCount TextBetween Trim Upper`,
  },
  { short: 'MAPP', long: 'FUNC_GROUP_MAPPING', title: 'Mappings', names: 'ApplyMap MapSubString' },
  {
    short: 'RCRD',
    long: 'FUNC_GROUP_INTER_RECORD',
    title: 'Other records and rows',
    names: `Above After Before Below Bottom Column ColumnNo Dimensionality Exists FieldIndex FieldValue FieldValueCount First KMeans2D KMeansCentroid2D
      KMeansCentroidND KMeansND Last Lookup NoOfColumns Peek Previous SecondaryDimensionality STL_Residual STL_Seasonal STL_Trend Top`,
  },
  {
    short: 'CND',
    long: 'FUNC_GROUP_CONDITIONAL',
    title: 'Conditions',
    names: 'Alt Class Coalesce If Match MixMatch Pick WildMatch WildMatch5',
  },
  { short: 'LOG', long: 'FUNC_GROUP_LOGICAL', title: 'Logic', names: 'IsNum IsText' },
  { short: 'NULL', long: 'FUNC_GROUP_NULL', title: 'Null', names: 'EmptyIsNull IsNull Null' },
  {
    short: 'SYS',
    long: 'FUNC_GROUP_SYSTEM',
    title: 'System, app, object and selections',
    names: `Author CalcDim ClientPlatform ComputerName DocumentName DocumentPath DocumentTitle ElapsedSeconds EngineVersion FastMatch FieldElemNo
      GetActiveSheetId GetAlternativeCount GetCollationLocale GetCurrentField GetCurrentSelections GetDataModelHash GetExcludedCount
      GetExtendedProperty GetFieldSelections GetNotSelectedCount GetObjectDimension GetObjectField GetObjectMeasure GetPossibleCount
      GetRegistryString GetSelectedCount GetSysAttr GetUserAttr GroupDimensionIndex GroupDimensionLabel HCNoRows HCValue Info InObject InputAvg
      InputSum IsPartialReload MsgBox NoOfReports ObjectId OSUser ProductVersion QlikViewVersion QVUser ReloadTime ReportComment ReportId ReportName
      ReportNumber ScriptErrorCount StateName`,
  },
  {
    short: 'FILE',
    long: 'FUNC_GROUP_FILE',
    title: 'Files',
    names: `Attribute ConnectString FileBaseName FileDir FileExtension FileName FilePath FileSize FileTime GetFolderPath QvdCreateTime QvdFieldName
      QvdNoOfFields QvdNoOfRecords QvdTableName`,
  },
  {
    short: 'TBL',
    long: 'FUNC_GROUP_TABLE',
    title: 'Tables',
    names: 'FieldName FieldNumber NoOfFields NoOfRows NoOfTables TableName TableNumber',
  },
  {
    short: 'DATE',
    long: 'FUNC_GROUP_DATE_AND_TIME',
    title: 'Dates and times',
    names: `AddMonths AddYears Age ConvertToLocalTime Day DayEnd DaylightSaving DayName DayNumberOfQuarter DayNumberOfYear DayStart FirstWorkDate GMT Hour
      InDay InDayToTime InLunarWeek InLunarWeekToDate InMonth InMonths InMonthsToDate InMonthToDate InQuarter InQuarterToDate InWeek InWeekToDate
      InYear InYearToDate LastWorkDate LocalTime LunarWeekEnd LunarWeekName LunarWeekStart MakeDate MakeTime MakeWeekDate Minute Month MonthEnd
      MonthName MonthsEnd MonthsName MonthsStart MonthStart NetWorkDays Now Quarter QuarterEnd QuarterName QuarterStart Second SetDateYear SetDateYearMonth
      TimeZone Today UTC Week WeekDay WeekEnd WeekName WeekStart WeekYear Year Year2Date YearEnd YearName YearStart YearToDate`,
  },
  {
    short: 'NUMI',
    long: 'FUNC_GROUP_NUMBER_INTERPRET',
    title: 'Reading of numbers and dates',
    names: 'Date# Interval# Money# Num# Text Time# Timestamp#',
  },
  {
    short: 'FRMT',
    long: 'FUNC_GROUP_FORMATTING',
    title: 'Formats',
    names: 'Date Dual Interval Money Num Time Timestamp',
  },
  {
    short: 'CLR',
    long: 'FUNC_GROUP_COLOR',
    title: 'Colors',
    names: `ARGB Color ColorMapHue ColorMapJet ColorMix1 ColorMix2 HSL RGB SysColor ${COLORS}`,
  },
  { short: 'RNK', long: 'FUNC_GROUP_RANKING', title: 'Ranks', names: 'HRank Rank VRank' },
  {
    short: 'GEO',
    long: 'FUNC_GROUP_GEO',
    title: 'Geometry',
    names: `GeoAggrGeometry GeoBoundingBox GeoCountVertex GeoGetBoundingBox GeoGetPolygonCenter GeoInvProjectGeometry GeoMakePoint GeoProject
      GeoProjectGeometry GeoReduceGeometry`,
  },
  {
    short: 'EXT',
    long: 'FUNC_GROUP_EXTERNAL',
    title: 'Server-side extensions',
    names: `ScriptAggr ScriptAggrEx ScriptAggrExStr ScriptAggrStr ScriptEval ScriptEvalEx ScriptEvalExStr ScriptEvalStr`,
  },
  {
    short: 'PROB',
    long: 'FUNC_GROUP_PROBABILITY',
    title: 'Distributions',
    names: `BetaDensity BetaDist BetaInv BinomDist BinomFrequency BinomInv ChiDensity ChiDist ChiInv FDensity FDist FInv GammaDensity GammaDist GammaInv
      NormDist NormInv PoissonDensity PoissonDist PoissonFrequency PoissonInv TDensity TDist TInv`,
  },
  { short: 'ARRAY', long: 'FUNC_GROUP_ARRAY', title: 'Synthetic dimensions', names: 'ValueList ValueLoop' },
  {
    short: 'WINDOW',
    long: 'FUNC_GROUP_WINDOW',
    title: 'Windows of records',
    names: 'Unbounded Window WRank',
  },
];

/** A function of Qlik. */
export interface CatalogEntry {
  readonly name: string;
  /** The short name of its group. */
  readonly group: string;
  readonly isSupported: boolean;
  /** Why it is refused; undefined for a function that is supported, or just missing. */
  readonly reason: string | undefined;
}

/** Returns the functions of Qlik in the order of their groups. */
export function functionCatalog(): readonly CatalogEntry[] {
  return GROUPS.flatMap(({ short, names }) =>
    names.split(/\s+/).map((name) => ({
      name,
      group: short,
      isSupported: isKnown(name.toLowerCase()),
      reason: REFUSED_FUNCTIONS.get(name),
    })),
  );
}

/** Returns the titles of the groups by their short names. */
export function groupTitles(): ReadonlyMap<string, string> {
  return new Map(GROUPS.map(({ short, title }) => [short, title]));
}

/** Groups of Qlik's types that have no functions here. */
const EMPTY_GROUPS: ReadonlyMap<string, string> = new Map([
  ['U', 'FUNC_GROUP_UNKNOWN'],
  ['NONE', 'FUNC_GROUP_NONE'],
  ['LEG', 'FUNC_GROUP_LEGACY'],
  ['DB', 'FUNC_GROUP_DB_NATIVE'],
]);

/** Returns the short name of a group by either of its names; `ALL` for all groups. */
export function groupNamed(name: string): string | undefined {
  if (name === 'ALL' || name === 'FUNC_GROUP_ALL') return 'ALL';
  const empty = [...EMPTY_GROUPS].find(([short, long]) => name === short || name === long);
  if (empty) return empty[0];
  return GROUPS.find(({ short, long }) => name === short || name === long)?.short;
}

function isKnown(name: string): boolean {
  return isFunction(name) || Object.hasOwn(AGGREGATIONS, name) || name === 'aggr';
}

/** Functions that are in charts only: scripts have no selections, rows of a chart, or objects. */
function isChartOnly(name: string): boolean {
  const isOfRows = Object.hasOwn(INTER_RECORD_FUNCTIONS, name) && !['rowno', 'noofrows'].includes(name);
  const isOfObject = Object.hasOwn(APP_FUNCTIONS, name) && (/object/.test(name) || name === 'statename');
  return isOfRows || isOfObject || Object.hasOwn(SELECTION_FUNCTIONS, name) || name === 'aggr';
}

/** Returns the supported functions of load scripts. @param group the short name of a group, or `ALL` */
export function scriptFunctions(group: string): readonly (CatalogEntry & { readonly signature: string })[] {
  return functionCatalog()
    .filter((entry) => entry.isSupported && (group === 'ALL' || entry.group === group))
    .filter(({ name }) => !isChartOnly(name.toLowerCase()))
    .map((entry) => ({ ...entry, signature: signatureOf(entry.name) }));
}

/** Returns a function with its parameters, the optional ones in brackets. */
function signatureOf(name: string): string {
  const lower = name.toLowerCase();
  const aggregation = Object.hasOwn(AGGREGATIONS, lower) ? AGGREGATIONS[lower] : undefined;
  const scalar = scalarFunction(lower);
  const [least, most] =
    aggregation ??
    (scalar ? [scalar.minArguments, scalar.maxArguments] : undefined) ??
    contextualArguments(lower) ??
    (lower === 'if' ? [2, 3] : [0, 0]);
  const isOpen = most > 9;
  const given = Array.from({ length: isOpen ? Math.max(least, 1) : most }, (_, place) => `expr${place + 1}`);
  const required = given.slice(0, least).join(', ');
  const optional = given.slice(least).reduceRight((rest, parameter, place) => {
    const comma = place === 0 && least === 0 ? '' : ', ';
    return `[${comma}${parameter}${rest}]`;
  }, '');
  const qualifier = aggregation && !isScriptAggregation(lower) ? '[distinct] ' : '';
  return `${name}(${qualifier}${required}${optional}${isOpen ? ' [, …]' : ''})`;
}
