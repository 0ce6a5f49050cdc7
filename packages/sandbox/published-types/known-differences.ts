/** A difference between an answer of the sandbox and Qlik's published types that is not an error. */
export interface KnownDifference {
  /** Methods (`Doc.GetObject`) or endpoints (`GET /api/v1/spaces`). */
  readonly answers: RegExp;
  /** Where in the result, as a JSON pointer. */
  readonly path: RegExp;
  /** True when only members that the types do not have are accepted, not other values of those that they have. */
  readonly onlyUnknownMembers?: boolean;
  readonly reason: string;
}

/** The differences that are not errors. Everything else fails a test. */
export const KNOWN_DIFFERENCES: readonly KnownDifference[] = [
  {
    answers: /^Global\.GetInteract$/,
    path: /^\/qReturn$/,
    reason:
      'Qlik\u2019s .NET SDK describes it, as whether an interaction is wanted; the other descriptions have `qDef` only.',
  },
  {
    answers: /^Doc\.GetOrCreateObject$/,
    path: /^\/(qInfo|qNewObject)$/,
    reason:
      'Only `@qlik/api` has this method, as one that returns the object; its own code reads `qNewObject` too, and `qInfo` is as in `CreateObject`.',
  },
  {
    answers: /^(Doc|GenericObject)\.Get\w+$/,
    path: /^\/qReturn\/(qType|qHandle)$/,
    reason:
      'For what does not exist a real engine returns null in both members; clients read "not found" from it.',
  },
  {
    answers: /^Generic\w+\.Get(Layout|Properties|EffectiveProperties|FullPropertyTree|Measure|Dimension)$/,
    path: /\/(?!q[A-Z])[^/]+$/,
    onlyUnknownMembers: true,
    reason:
      'Members of a definition that are not Qlik\u2019s own, such as `autoSort` of a dimension, are passed on to its layout and properties.',
  },
  {
    answers: /^GenericObject\.GetLayout$/,
    path: /\/qTreeDataPages$/,
    reason: 'Qlik\u2019s org chart reads the initial pages of a tree in it; the type leaves it out.',
  },
  {
    answers: /^GenericObject\.GetLayout$/,
    path: /\/qFieldList\/qItems\/\d+\/qSrcTables$/,
    reason: '`qShowSrcTables` of `FieldListDef` asks for it; the type of the items leaves it out.',
  },
  {
    answers: /^\w+ \/api\/v1\/(api-keys|collections|csp-origins|data-files|items|reloads|reports)/,
    path: /^\/data\/traceId$/,
    reason: 'Every error of Qlik Cloud has it; the types of these modules leave it out.',
  },
  {
    answers: /^\w+ \/api\/v1\/apps/,
    path: /^\/data\/attributes\/spaceId$/,
    reason: 'A real tenant names the space of an app; the type leaves it out.',
  },
  {
    answers: /^GET \/api\/v1\/collections\/:\/items$/,
    path: /^\/data\/links$/,
    reason: 'The parameters `next` and `prev` take what is in the links of a page; the type leaves them out.',
  },
  {
    answers: /^GET \/api\/v1\/themes\/:\/file\/:$/,
    path: /^\/data$/,
    reason: 'The type has no data; the documentation says that the file is downloaded.',
  },
  {
    answers: /^\w+ \/api\/v1\/apps\/:\/media\//,
    path: /^\/data$/,
    reason: 'The types have no data of errors and of downloads; errors of Qlik Cloud have a body.',
  },
  {
    answers: /^GET \/api\/v1\/users/,
    path: /^\/data\/(data\/\d+\/)?clientId$/,
    reason: 'The documentation of the filter has it; the type leaves it out.',
  },
  {
    answers: /^GET \/api\/v1\/users$/,
    path: /^\/data\/data\/\d+\/(id|name|subject|tenantId)$/,
    reason: 'The parameter `fields` selects members.',
  },
];
