const CONNECTION = 'it needs a connection to a server-side extension';
const QLIKVIEW = 'it is a function of QlikView, which Qlik Sense does not have';
const UNDOCUMENTED = 'what it returns is not known here';
const GEOMETRY = "Qlik's help does not describe the form or the unit of its result";
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
  "it takes a random sample, and Qlik's help does not tell how it estimates": ['MutualInfo'],
  [GEOMETRY]: [
    'GeoAggrGeometry',
    'GeoBoundingBox',
    'GeoGetBoundingBox',
    'GeoGetPolygonCenter',
    'GeoInvProjectGeometry',
    'GeoProject',
    'GeoProjectGeometry',
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
