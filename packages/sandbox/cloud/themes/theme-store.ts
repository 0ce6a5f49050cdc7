import { objectId } from '../users/object-id.ts';

/** A theme that was imported into the tenant, as `Theme` of `@qlik/api/themes`. */
export interface Theme {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly qextFilename: string;
  readonly version: string;
  readonly createdAt: string;
  /** Its files, by their path. */
  readonly files: Readonly<Record<string, string>>;
}

/** The themes of one tenant, in memory. */
export class ThemeStore {
  readonly #themes: Map<string, Theme>;

  constructor(themes: readonly Theme[]) {
    this.#themes = new Map(themes.map((theme) => [theme.id, theme]));
  }

  get all(): readonly Theme[] {
    return [...this.#themes.values()];
  }

  /** By id, or by the name of the file that describes it. */
  find(name: string): Theme | undefined {
    return this.#themes.get(name) ?? this.all.find(({ qextFilename }) => qextFilename === name);
  }

  remove(id: string): void {
    this.#themes.delete(id);
  }
}

/** Two themes in the format of Qlik's help, “Developing custom themes”. */
export function demoThemes(): readonly Theme[] {
  return [
    demoTheme('sandbox-harbor', 'Harbor', 'Blue and sand, on white.', {
      _inherits: 'horizon',
      fontFamily: '"Source Sans Pro", Arial, sans-serif',
      backgroundColor: '#ffffff',
      color: '#1f2a37',
      dataColors: {
        primaryColor: '#1c5d99',
        othersColor: '#b8c4d0',
        errorColor: '#c0392b',
        nullColor: '#d9dee4',
      },
      palettes: {
        data: [
          {
            name: 'Harbor',
            translation: 'Harbor',
            propertyValue: 'harbor',
            type: 'row',
            scale: ['#1c5d99', '#d9a441', '#3f8f75', '#9c4f96', '#5b6b7d', '#c8553d'],
          },
        ],
      },
    }),
    demoTheme('sandbox-night', 'Night', 'Light text on a dark page.', {
      _inherits: 'horizon',
      type: 'dark',
      backgroundColor: '#15191f',
      color: '#e6edf3',
      dataColors: {
        primaryColor: '#6cb6ff',
        othersColor: '#4b5563',
        errorColor: '#ff7b72',
        nullColor: '#30363d',
      },
      object: { title: { main: { color: '#e6edf3' }, subTitle: { color: '#adbac7' } } },
    }),
  ];
}

function demoTheme(qextFilename: string, name: string, description: string, definition: object): Theme {
  const version = '1.0.0';
  return {
    id: objectId('theme', qextFilename),
    name,
    description,
    qextFilename,
    version,
    createdAt: '2024-01-08T08:00:00.000Z',
    files: {
      'theme.json': JSON.stringify(definition),
      [`${qextFilename}.qext`]: JSON.stringify({ name, description, type: 'theme', version }),
    },
  };
}
