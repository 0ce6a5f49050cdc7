/** Minimum and maximum number of arguments of functions that depend on more than the values of one row or group. */
type Arguments = Readonly<Record<string, readonly [number, number]>>;

/** Functions over selections; their arguments are field names. */
export const SELECTION_FUNCTIONS: Arguments = {
  getselectedcount: [1, 3],
  getpossiblecount: [1, 1],
  getexcludedcount: [1, 1],
  getalternativecount: [1, 1],
  getnotselectedcount: [1, 2],
  getfieldselections: [1, 4],
  getcurrentselections: [0, 5],
};

/** Functions over the position of a cell in the rows and columns of its chart. */
export const INTER_RECORD_FUNCTIONS: Arguments = {
  above: [1, 3],
  below: [1, 3],
  top: [1, 3],
  bottom: [1, 3],
  before: [1, 3],
  after: [1, 3],
  first: [1, 3],
  last: [1, 3],
  rank: [1, 3],
  vrank: [1, 3],
  hrank: [1, 3],
  rowno: [0, 0],
  columnno: [0, 0],
  noofrows: [0, 1],
  noofcolumns: [0, 0],
  dimensionality: [0, 0],
  secondarydimensionality: [0, 0],
  kmeans2d: [3, 4],
  kmeanscentroid2d: [4, 5],
  kmeanscentroidnd: [5, 99],
  kmeansnd: [4, 99],
  stl_residual: [2, 4],
  stl_seasonal: [2, 4],
  stl_trend: [2, 4],
};

/** Functions that stand for something else where they are: a measure of the chart, or a synthetic dimension. */
const REFERENCE_FUNCTIONS: Arguments = {
  column: [1, 1],
  valuelist: [1, 999],
  valueloop: [1, 3],
};

/** Functions over an app's fields, name and last reload, and over the object whose expression is evaluated. */
export const APP_FUNCTIONS: Arguments = {
  fieldvalue: [2, 2],
  fieldindex: [2, 2],
  fieldvaluecount: [1, 1],
  documentname: [0, 0],
  documenttitle: [0, 0],
  documentpath: [0, 0],
  reloadtime: [0, 0],
  osuser: [0, 0],
  engineversion: [0, 0],
  productversion: [0, 0],
  statename: [0, 0],
  getobjectdimension: [0, 1],
  getobjectfield: [0, 1],
  getobjectmeasure: [0, 1],
  inobject: [1, 1],
  objectid: [0, 1],
};

/** Functions of load scripts only; `RowNo`, `NoOfRows`, `FieldValue`… exist in scripts too. */
const SCRIPT_FUNCTIONS: Arguments = {
  applymap: [2, 3],
  autonumber: [1, 2],
  autonumberhash128: [1, 99],
  autonumberhash256: [1, 99],
  exists: [1, 2],
  iterno: [0, 0],
  lookup: [3, 4],
  peek: [1, 3],
  previous: [1, 1],
  recno: [0, 0],
  mapsubstring: [2, 2],
  nooftables: [0, 0],
  tablename: [1, 1],
  tablenumber: [1, 1],
  nooffields: [0, 1],
  fieldname: [1, 2],
  fieldnumber: [1, 2],
  scripterrorcount: [0, 0],
  author: [0, 0],
  computername: [0, 0],
  filebasename: [0, 0],
  filedir: [0, 0],
  fileextension: [0, 0],
  filename: [0, 0],
  filepath: [0, 0],
  filesize: [0, 1],
  filetime: [0, 1],
  getcollationlocale: [0, 0],
  getregistrystring: [1, 3],
  ispartialreload: [0, 0],
  qlikviewversion: [0, 0],
  qvdcreatetime: [1, 1],
  qvdfieldname: [2, 2],
  qvdnooffields: [1, 1],
  qvdnoofrecords: [1, 1],
  qvdtablename: [1, 1],
  qvuser: [0, 0],
  connectstring: [0, 0],
  evaluate: [1, 1],
  unbounded: [0, 0],
  window: [1, 99],
  wrank: [0, 2],
};

const ALL: Arguments = {
  ...SELECTION_FUNCTIONS,
  ...INTER_RECORD_FUNCTIONS,
  ...APP_FUNCTIONS,
  ...REFERENCE_FUNCTIONS,
  ...SCRIPT_FUNCTIONS,
};

/** Returns the number of arguments of a contextual function by its lower-case name; undefined for any other function. */
export function contextualArguments(name: string): readonly [number, number] | undefined {
  return Object.hasOwn(ALL, name) ? ALL[name] : undefined;
}
