/**
 * Each method of the QIX schema, sorted by what it does to an app and what it shows.
 *
 * A method is named without the type of its handle, since a message does not carry the type: one that reads on one type and changes on
 * another counts as changing. What is on no list is refused.
 *
 * Source: the schemas of enigma.js (2.1 to 12.2027) and of `@qlik/api`; `qix-methods.spec.ts` compares this file with them.
 */

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/** Information about the engine, the session, and which apps the identity may open. */
const SESSION = words(`
  AbortAll AbortModal AbortRequest AllowCreateApp CancelRequest EngineVersion GetActiveDoc GetAppEntry GetAuthenticatedUser GetBaseBNF
  GetBaseBNFHash GetBaseBNFString GetBNF GetDocList GetFunctions GetLocaleInfo GetProgress GetStreamList GetSupportedCodePages GetUniqueID
  IsDesktopMode IsPersonalMode OSName OSVersion ProductVersion QTProduct QvVersion
`);

/** Objects, library items, bookmarks, variables and the data model, as they are. */
const CONTENT = words(`
  BackCount ForwardCount GetActiveField GetActiveSheetId GetAllInfos GetAppLayout GetAppProperties GetBookmark GetBookmarks GetChild
  GetChildInfos GetContent GetContentLibraries GetDimension GetEffectiveProperties GetExpression GetFavoriteVariables GetField
  GetFieldDescription GetFieldOnTheFlyByName GetFieldsResourceIds GetFieldValues GetFieldValuesEx GetFullPropertyTree GetGroupStates GetInfo
  GetLayout GetLayoutProperties GetLibraryContent GetLinkedObjects GetMeasure GetMeasureWithLabel GetMediaList GetNxProperties GetObject
  GetObjects GetParent GetProperties GetRawContent GetSnapshotObject GetVariable GetVariableById GetVariableByName GetVariables
`);

/** Values. Section access applies, as it does to each chart. `ExportData` writes a file of the session's own, which is then downloaded. */
const DATA = words(`
  CheckExpression CheckNumberOrExpression Evaluate EvaluateEx ExpandExpression ExportData FindMatchingFields GetAndMode GetAssociationScores
  GetCardinal GetExpressionBNF GetExpressionBNFHash GetFieldAndColumnSamples GetFieldsFromExpression GetHyperCubeBinnedData
  GetHyperCubeContinuousData GetHyperCubeData GetHyperCubePivotData GetHyperCubeReducedData GetHyperCubeStackData GetHyperCubeTreeData
  GetListObjectData GetLooselyCoupledVector GetMatchingFields GetSetAnalysis GetTableData GetTableProfileData GetTablesAndKeys
  SearchAssociations SearchObjects SearchResults SearchSuggest SearchValues
`);

/** Selections and expanded nodes: the state of one session, which the engine does not save. */
const SELECTIONS = words(`
  AbortListObjectSearch AcceptListObjectSearch Apply ApplyAndVerify ApplyAndVerifyBookmark ApplyBookmark ApplyGroupStates
  ApplyTemporaryBookmark Back BeginSelections Clear ClearAll ClearAllButThis ClearSelections CollapseLeft CollapseTop DrillUp EndSelections
  ExpandLeft ExpandTop Forward Lock LockAll LowLevelSelect MultiRangeSelectHyperCubeValues MultiRangeSelectTreeDataValues
  RangeSelectHyperCubeValues ResetMadeSelections RestoreTempSelectionState SearchListObjectFor Select SelectAll SelectAlternative
  SelectAssociations SelectExcluded SelectHyperCubeCells SelectHyperCubeContinuousRange SelectHyperCubeValues SelectListObjectAll
  SelectListObjectAlternative SelectListObjectContinuousRange SelectListObjectExcluded SelectListObjectPossible SelectListObjectValues
  SelectPivotCells SelectPossible SelectValues SetActiveField StepCycle ToggleSelect Unlock UnlockAll
`);

/** Objects that live as long as the session, and soft patches. `ClearUndoBuffer` only forgets how to undo; charts send it. */
const SESSION_OBJECTS = words(`
  AddSessionAlternateState ClearAllSoftPatches ClearSoftPatches ClearUndoBuffer CreateSessionObject CreateSessionVariable
  DestroySessionObject DestroySessionVariable DestroySessionVariableById DestroySessionVariableByName RemoveSessionAlternateState
`);

/** Methods that pass with any parameters. */
export const READING_QIX_METHODS: ReadonlySet<string> = new Set([
  ...SESSION,
  ...CONTENT,
  ...DATA,
  ...SELECTIONS,
  ...SESSION_OBJECTS,
]);

/** Methods that pass with some parameters only; see `createQixFilter`. */
export const CONDITIONAL_QIX_METHODS: ReadonlySet<string> = new Set(words('ApplyPatches OpenDoc'));

/**
 * Change an app's content, even where the engine would save it later or never: all sessions of an app see the change in the engine's
 * memory. `GetOrCreateObject` creates, `Undo` puts properties back, `SetStringValue` and its kin write a variable's definition where the
 * identity may.
 */
const CONTENT_CHANGES = words(`
  AddAlternateState AddFieldFromExpression AddGroupMembers Approve AssignDerivedFieldFor CloneBookmark CloneDerivedDefinition CloneDimension
  CloneMeasure CloneObject CommitDraft CopyFrom CreateBookmark CreateBookmarkEx CreateChild CreateDerivedDefinition CreateDerivedFields
  CreateDimension CreateDraft CreateGroup CreateMeasure CreateObject CreateTemporaryBookmark CreateVariable CreateVariableEx
  DestroyAllChildren DestroyDerivedFields DestroyBookmark DestroyChild DestroyDerivedDefinition DestroyDimension DestroyDraft DestroyMeasure DestroyObject
  DestroyVariableById DestroyVariableByName EmbedSnapshotObject ForceContent GetOrCreateObject MigrateDerivedFields MigrateVariables Publish
  Redo RemoveAlternateState RemoveGroup RemoveGroupMembers RemoveVariable ReplaceBookmark SaveObjects SetAndMode SetAppObjectSortingRank
  SetAppObjectSortingRanks SetAppProperties SetChildArrayOrder SetContent SetDualValue SetFavoriteVariables SetFullPropertyTree SetGroupLabel
  SetLooselyCoupledVector SetNumValue SetNxProperties SetObjectOwners SetProperties SetStringValue StoreData StoreTempSelectionState Undo
  UndoAll UnApprove UnPublish
`);

/** Make, copy, hand out, reload or delete apps, or load data into them. `BulkRequest` contains other requests. */
const APP_CHANGES = words(`
  BulkRequest CancelReload ChangeSessionAppOwner ChangeSessionAppSpace ConfigureReload CopyApp CreateApp CreateDocEx CreateSessionApp
  CreateSessionAppFromApp DeleteApp DoReload DoReloadEx DoSave ExportApp ExportReducedData GetInteract ImportApp ImportAppEx InteractDone
  PublishApp ReduceData RemoveAllData ReplaceAppFromID ReplaceAppFromPath Resume SaveAs Scramble SetFetchLimit SetProhibitBinaryLoad
  TransformApp UploadTable UploadToContentService
`);

/**
 * Scripts, data connections and what the engine's machine has. They change or show what a view does not: a load script and the lineage
 * name servers, files and often users and passwords of data sources; the others read the sources themselves with the engine's rights.
 */
const SOURCES = words(`
  CheckScriptSyntax CommitScript CreateConnection DeleteConnection GetConnection GetConnections GetCustomConnectors GetDatabaseInfo
  GetDatabaseOwners GetDatabaseTableFields GetDatabaseTablePreview GetDatabaseTables GetDatabases GetDatabasesFromConnectionString
  GetDefaultAppFolder GetEmptyScript GetFileTableFields GetFileTablePreview GetFileTables GetFileTablesEx GetFolderItemsForConnection
  GetFolderItemsForPath GetIncludeFileContent GetLineage GetLogicalDriveStrings GetMyDocumentsFolder GetOdbcDsns GetOleDbProviders GetScript
  GetScriptBreakpoints GetScriptEx GetScriptMeta GetTextMacros GuessFileType IsValidConnectionString ModifyConnection
  SendGenericCommandToCustomConnector SetScript SetScriptBreakpoints
`);

/** The engine's own administration, its tests, and methods of QlikView and of drafts that no client of today sends. */
const ENGINE = words(`
  BombQRS BombQRSParallel GetAllDerivedFieldsFor GetAllDerivedFields_INTERNAL GetCells GetCellsDataForExport GetCellsLayoutForExport
  GetColumnCount GetConfiguration GetDerivedDefinition GetDerivedDefinitionByName GetDerivedDefinitionData GetDerivedDefinitionsForTags
  GetDerivedField GetDerivedFieldData GetDerivedFieldDimensionDef GetDerivedFieldFor GetDerivedFields GetDerivedGroups
  GetExtendedBookmarkLayoutData GetInternalTest GetListData GetQixCounters GetRowCount GetSheetObject GetTableInfo GetViewDlgSaveInfo
  Initialised MatchTags ReloadExtensionList ResetQixCounters SetExtendedBookmarkLayoutData SetFrameDef SetViewDlgSaveInfo ShutdownProcess
  TestLogging TestMemoryManagement TestNextFileFormat TestRepositoryLogging
`);

/** Methods that never pass under `access: "read"`. */
export const REFUSED_QIX_METHODS: ReadonlySet<string> = new Set([
  ...CONTENT_CHANGES,
  ...APP_CHANGES,
  ...SOURCES,
  ...ENGINE,
]);
