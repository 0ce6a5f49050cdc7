import { type ExportFormat, exportFormats } from './export-request';

describe('exportFormats', () => {
  const table: readonly (readonly [
    platform: 'cloud' | 'client-managed',
    kind: 'chart' | 'sheet' | undefined,
    formats: readonly ExportFormat[],
  ])[] = [
    ['cloud', 'chart', ['xlsx', 'csv', 'png', 'pdf', 'pptx']],
    ['cloud', undefined, ['xlsx', 'csv', 'png', 'pdf', 'pptx']],
    ['cloud', 'sheet', ['png', 'pdf', 'pptx']],
    ['client-managed', 'chart', ['xlsx', 'csv']],
    ['client-managed', 'sheet', []],
  ];
  for (const [platform, kind, formats] of table)
    it(`lists what a ${kind ?? 'chart, by default,'} of ${platform} can be exported as`, () => {
      expect(exportFormats(platform, kind)).toEqual(formats);
    });
});
