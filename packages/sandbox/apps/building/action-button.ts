import type { ObjectEntry } from '../app-definition.ts';

/** An action of a button, as Qlik's client saves it; `sn-action-button` lists the types and their members. */
export interface ButtonAction {
  readonly actionType: string;
  readonly [member: string]: unknown;
}

/** A button that makes selections, sets variables or applies bookmarks; with the initial properties of `sn-action-button`. */
export function actionButton(id: string, label: string, actions: readonly ButtonAction[]): ObjectEntry {
  const color = { useColorExpression: false, color: { index: -1, color: null }, colorExpression: '' };
  return {
    properties: {
      qInfo: { qId: id, qType: 'action-button' },
      qMetaDef: {},
      visualization: 'action-button',
      version: '1.23.0',
      showTitles: false,
      title: '',
      subtitle: '',
      footnote: '',
      useEnabledCondition: false,
      enabledCondition: 1,
      actions: actions.map((action, place) => ({ cId: `action-${place}`, ...action })),
      navigation: { action: 'none' },
      style: {
        label,
        font: {
          ...color,
          size: 0.5,
          style: { bold: true, italic: false, underline: false },
          align: 'center',
        },
        background: {
          ...color,
          useImage: false,
          url: { qStaticContentUrlDef: { qUrl: '' } },
          size: 'auto',
          position: 'centerCenter',
        },
        border: { ...color, useBorder: false, radius: 0, width: 0 },
        icon: { useIcon: false, iconType: '', position: 'left' },
      },
    },
  };
}
