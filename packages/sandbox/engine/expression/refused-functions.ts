const CONNECTION = 'it needs a connection to a server-side extension';
const QLIKVIEW = 'it is a function of QlikView, which Qlik Sense does not have';
const UNDOCUMENTED = "Qlik's grammar has it, but Qlik's help does not describe it";
const GEOMETRY = "Qlik's help does not describe the form of its result";
const CLIENT = 'the engine does not know the client or the tenant';

/** Functions of Qlik that this engine refuses, by their reasons. */
const REFUSED: Readonly<Record<string, readonly string[]>> = {
  [CONNECTION]: [
    'ScriptAggr',
    'ScriptAggrEx',
    'ScriptAggrExStr',
    'ScriptAggrStr',
    'ScriptEval',
    'ScriptEvalEx',
    'ScriptEvalExStr',
    'ScriptEvalStr',
  ],
  [CLIENT]: ['ClientPlatform', 'GetSysAttr', 'GetUserAttr'],
  'it reads the attributes of media files': ['Attribute'],
  'it is about the folders of a Windows server': ['GetFolderPath'],
  'it takes a random sample': ['MutualInfo'],
  [GEOMETRY]: [
    'GeoAggrGeometry',
    'GeoBoundingBox',
    'GeoGetBoundingBox',
    'GeoGetPolygonCenter',
    'GeoProject',
    'GeoReduceGeometry',
  ],
  [QLIKVIEW]: [
    'GetActiveSheetId',
    'GetCurrentField',
    'GetExtendedProperty',
    'Info',
    'InputAvg',
    'InputSum',
    'MsgBox',
    'NoOfReports',
    'ReportComment',
    'ReportId',
    'ReportName',
    'ReportNumber',
    'WildMatch5',
  ],
  [UNDOCUMENTED]: [
    'ElapsedSeconds',
    'FastMatch',
    'FieldElemNo',
    'GetDataModelHash',
    'GroupDimensionIndex',
    'GroupDimensionLabel',
    'HCNoRows',
    'HCValue',
  ],
};

/** Names with their reasons. */
export const REFUSED_FUNCTIONS: ReadonlyMap<string, string> = new Map(
  Object.entries(REFUSED).flatMap(([reason, names]) => names.map((name): [string, string] => [name, reason])),
);

const BY_LOWER_CASE: ReadonlyMap<string, string> = new Map(
  [...REFUSED_FUNCTIONS].map(([name, reason]) => [name.toLowerCase(), reason]),
);

/** Returns why a function of Qlik is refused, by its lower-case name; undefined for any other name. */
export function refusalOf(name: string): string | undefined {
  return BY_LOWER_CASE.get(name);
}
