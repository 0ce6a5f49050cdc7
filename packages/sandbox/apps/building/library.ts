import type { ObjectProperties } from '../app-definition.ts';

/** A master dimension over one field. */
export function masterDimension(
  id: string,
  title: string,
  field: string,
  tags: readonly string[] = [],
): ObjectProperties {
  return {
    qInfo: { qId: id, qType: 'dimension' },
    qDim: {
      qGrouping: 'N',
      qFieldDefs: [`[${field}]`],
      qFieldLabels: [title],
      title,
      qLabelExpression: '',
      coloring: { changeHash: '' },
    },
    qMetaDef: { title, description: '', tags },
  };
}

/** The number format of a measure. */
export interface MeasureFormat {
  readonly qType: 'F' | 'I' | 'M' | 'U';
  readonly qFmt: string;
}

/** Whole numbers with separators. */
export const WHOLE: MeasureFormat = { qType: 'F', qFmt: '#,##0' };
/** One decimal. */
export const ONE_DECIMAL: MeasureFormat = { qType: 'F', qFmt: '#,##0.0' };
/** Dollars. */
export const DOLLARS: MeasureFormat = { qType: 'M', qFmt: '$#,##0' };
/** Percent with one decimal. */
export const PERCENT: MeasureFormat = { qType: 'F', qFmt: '0.0%' };

/** The format as a measure of a chart or of the library has it. */
export function numberFormat(format: MeasureFormat) {
  return { ...format, qnDec: 2, qUseThou: 0, qDec: '.', qThou: ',' } as const;
}

/** A master measure. */
export function masterMeasure(
  id: string,
  title: string,
  expression: string,
  format: MeasureFormat,
  tags: readonly string[] = [],
): ObjectProperties {
  return {
    qInfo: { qId: id, qType: 'measure' },
    qMeasure: {
      qLabel: title,
      qDef: expression,
      qGrouping: 'N',
      qExpressions: [],
      qActiveExpression: 0,
      qLabelExpression: '',
      qNumFormat: numberFormat(format),
      coloring: {},
    },
    qMetaDef: { title, description: '', tags },
  };
}

/** A variable. */
export function variable(id: string, name: string, definition: string, comment: string): ObjectProperties {
  return {
    qInfo: { qId: id, qType: 'variable' },
    qMetaDef: {},
    qName: name,
    qComment: comment,
    qDefinition: definition,
    qIncludeInBookmark: false,
  };
}
