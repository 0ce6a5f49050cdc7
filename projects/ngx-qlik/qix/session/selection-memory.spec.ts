import fc from 'fast-check';
import { generatedCases } from '../../generated-cases.spec';
import { asDoc, FakeDoc, type FakeObject, objectNotFound, socketClosed } from '../fake-engine.spec';
import { SelectionMemory } from './selection-memory';

const RUNS = generatedCases(300);
const LIMIT = 60_000;
/** Of a socket that stays open. */
const OPEN = new AbortController().signal;
/** The layout lists this many values; of more there is only the count. */
const LISTED = 6;

interface Selected {
  readonly texts: readonly string[];
  readonly isLocked: boolean;
}

/** Selections by state (`$` is the default one) and field. */
type Selections = Readonly<Record<string, Readonly<Record<string, Selected>>>>;

/** An app with selections in several states. An object has those of its states, as in the engine. */
class FakeApp extends FakeDoc {
  readonly made: Record<string, Record<string, { texts: string[]; isLocked: boolean }>> = {};
  /** Whether the app has stopped responding. */
  isSilent = false;
  /** False for fields that reject selections for another reason. */
  canUnlock = false;
  appLayouts = 0;

  constructor(
    stateNames: readonly string[],
    public selections: Selections = {},
  ) {
    super();
    this.stateNames = stateNames;
  }

  override getAppLayout(): Promise<{ readonly qStateNames: readonly string[] }> {
    this.appLayouts++;
    return this.isSilent ? new Promise(() => undefined) : super.getAppLayout();
  }

  override async createSessionObject(properties: Readonly<Record<string, unknown>>): Promise<FakeObject> {
    const object = await super.createSessionObject(properties);
    let states = properties['alternateStates'] as readonly { stateName: string }[] | undefined;
    object.getLayout = () =>
      Promise.resolve({
        qSelectionObject: this.describe('$'),
        alternateStates: states?.map(({ stateName }) => ({
          stateName,
          qSelectionObject: this.describe(stateName),
        })),
        qListObject: this.list(properties),
      });
    object.applyPatches = (...[patches]: unknown[]) => {
      for (const { qPath, qValue } of patches as { qPath: string; qValue: string }[])
        if (qPath === '/alternateStates') states = JSON.parse(qValue) as { stateName: string }[];
      object.emit('changed');
      return Promise.resolve();
    };
    return object;
  }

  override getField(field: string, stateName = '$'): Promise<unknown> {
    if (this.isSilent) return new Promise(() => undefined);
    if (stateName !== '$' && !this.stateNames.includes(stateName))
      return Promise.reject(new Error('State not found'));
    const state = (this.made[stateName] ??= {});
    return Promise.resolve({
      selectValues: (values: readonly { qText: string }[]) => {
        if (this.lockedFields.has(`${stateName}::${field}`)) return Promise.resolve(false);
        state[field] = { texts: values.map(({ qText }) => qText), isLocked: false };
        return Promise.resolve(true);
      },
      lock: () => {
        const selected = state[field];
        if (selected) selected.isLocked = true;
        return Promise.resolve();
      },
      unlock: () => {
        if (this.canUnlock) this.lockedFields.delete(`${stateName}::${field}`);
        return Promise.resolve();
      },
    });
  }

  private describe(stateName: string): unknown {
    const fields = Object.entries(this.selections[stateName] ?? {});
    return {
      qSelections: fields.map(([qField, { texts, isLocked }]) => ({
        qField,
        qSelectedCount: texts.length,
        qLocked: isLocked,
        qSelectedFieldSelectionInfo: texts.length > LISTED ? [] : texts.map((qName) => ({ qName })),
      })),
    };
  }

  private list(properties: Readonly<Record<string, unknown>>): unknown {
    const definition = properties['qListObjectDef'] as
      | {
          qStateName?: string;
          qDef: { qFieldDefs: [string] };
          qInitialDataFetch: [{ qHeight: number }];
        }
      | undefined;
    if (!definition) return undefined;
    const field = definition.qDef.qFieldDefs[0].replace(/^\[|\]$/g, '');
    const { texts = [] } = this.selections[definition.qStateName ?? '$']?.[field] ?? {};
    const rows = texts.slice(0, definition.qInitialDataFetch[0].qHeight);
    return { qDataPages: [{ qMatrix: rows.map((qText) => [{ qText, qState: 'S' }]) }] };
  }
}

const STATES = ['Left', 'Right', 'Third'];
const selected = fc.record({
  texts: fc
    .integer({ min: 1, max: 12 })
    .map((count) => Array.from({ length: count }, (_, index) => `v${index}`)),
  isLocked: fc.boolean(),
});
const inOneState = fc.dictionary(fc.constantFrom('Region', 'Year', 'Customer'), selected, {
  maxKeys: 3,
  noNullPrototype: true,
});
const allSelections: fc.Arbitrary<Selections> = fc.dictionary(fc.constantFrom('$', ...STATES), inOneState, {
  noNullPrototype: true,
});

describe('the memory of selections', () => {
  beforeEach(() => jasmine.clock().install().mockDate());
  afterEach(() => jasmine.clock().uninstall());

  const settle = async () => {
    for (let turn = 0; turn < 40; turn++) {
      jasmine.clock().tick(1);
      for (let step = 0; step < 10; step++) await Promise.resolve();
    }
  };
  const follow = async (app: FakeApp, limit = LIMIT) => {
    const memory = new SelectionMemory(limit);
    memory.watch(asDoc(app));
    jasmine.clock().tick(1_000);
    await settle();
    return memory;
  };
  const labelsOf = (selections: Selections) =>
    Object.entries(selections).flatMap(([state, fields]) =>
      Object.keys(fields).map((field) => (state === '$' ? field : `${field} (alternate state ${state})`)),
    );
  const withoutEmpty = (selections: Selections) =>
    Object.fromEntries(Object.entries(selections).filter(([, fields]) => Object.keys(fields).length > 0));

  it('restores the selections of all states, or lists them as lost with their state', async () => {
    const left = fc.subarray(STATES);
    const stuck = fc.subarray(['$::Region', 'Left::Year', 'Right::Customer']);
    await fc.assert(
      fc.asyncProperty(allSelections, left, stuck, async (selections, states, lockedFields) => {
        const memory = await follow(new FakeApp(STATES, selections));
        memory.pause();
        const rebuilt = new FakeApp(states);
        lockedFields.forEach((each) => rebuilt.lockedFields.add(each));
        const { restoredFields, lostFields } = await memory.restore(asDoc(rebuilt), OPEN);
        const isLost = (state: string, field: string) =>
          (state !== '$' && !states.includes(state)) || lockedFields.includes(`${state}::${field}`);
        const expected = (isWanted: boolean): Selections =>
          Object.fromEntries(
            Object.entries(selections).map(([state, fields]) => [
              state,
              Object.fromEntries(
                Object.entries(fields).filter(([field]) => isLost(state, field) !== isWanted),
              ),
            ]),
          );
        expect([...restoredFields].sort()).toEqual(labelsOf(expected(true)).sort());
        expect([...lostFields].sort()).toEqual(labelsOf(expected(false)).sort());
        expect(withoutEmpty(rebuilt.made)).toEqual(withoutEmpty(expected(true)));
      }),
      { numRuns: RUNS },
    );
  }, 60_000);

  it('watches states that are added later, and drops removed ones', async () => {
    const app = new FakeApp(['Left'], { Left: { Year: { texts: ['2020'], isLocked: false } } });
    const memory = await follow(app);
    app.stateNames = ['Right'];
    app.selections = { ...app.selections, Right: { Region: { texts: ['N'], isLocked: true } } };
    app.emit('changed');
    await settle();
    expect(app.appLayouts).toBe(2);
    app.objectOf('ngx-qlik-selection-memory').emit('changed');
    await settle();
    expect(app.appLayouts).toBe(2);
    const rebuilt = new FakeApp(['Left', 'Right']);
    expect(await memory.restore(asDoc(rebuilt), OPEN)).toEqual({
      restoredFields: ['Region (alternate state Right)'],
      lostFields: [],
    });
    expect(rebuilt.made).toEqual({ Right: { Region: { texts: ['N'], isLocked: true } } });
    memory.end();
    expect(app.listenerCount).toBe(0);
  });

  it('selects nothing in an unknown state', async () => {
    const memory = await follow(
      new FakeApp(['Left'], { Left: { Year: { texts: ['2020'], isLocked: false } } }),
    );
    const rebuilt = new FakeApp(['Left']);
    rebuilt.getAppLayout = () => Promise.reject(new Error('no layout'));
    expect((await memory.restore(asDoc(rebuilt), OPEN)).lostFields).toEqual(['Year (alternate state Left)']);
    expect(rebuilt.made).toEqual({});
  });

  for (const [what, getField] of [
    ['a field that seems to be missing', () => Promise.reject(objectNotFound())],
    ['a call', () => Promise.reject(socketClosed(1006))],
  ] as const)
    it(`counts nothing as lost when ${what} tells that the socket is closed`, async () => {
      const memory = await follow(new FakeApp([], { $: { Year: { texts: ['2020'], isLocked: false } } }));
      const rebuilt = new FakeApp([]);
      rebuilt.getField = getField;
      rebuilt.probe = () => Promise.reject(socketClosed(1006));
      await expectAsync(memory.restore(asDoc(rebuilt), OPEN)).toBeRejectedWith(socketClosed(1006));
    });

  it('ends with the socket', async () => {
    const memory = await follow(new FakeApp([], { $: { Year: { texts: ['2020'], isLocked: false } } }));
    const rebuilt = new FakeApp([]);
    rebuilt.isSilent = true;
    const socket = new AbortController();
    const restoring = memory.restore(asDoc(rebuilt), socket.signal);
    socket.abort('closed');
    await expectAsync(restoring).toBeRejectedWith('closed');
    expect(rebuilt.made).toEqual({});
  });

  it('selects in a field that an interrupted rebuilding has locked', async () => {
    const memory = await follow(new FakeApp([], { $: { Year: { texts: ['2020'], isLocked: true } } }));
    const rebuilt = new FakeApp([]);
    rebuilt.lockedFields.add('$::Year');
    rebuilt.canUnlock = true;
    expect((await memory.restore(asDoc(rebuilt), OPEN)).restoredFields).toEqual(['Year']);
    expect(rebuilt.made).toEqual({ $: { Year: { texts: ['2020'], isLocked: true } } });
  });

  it('stores the default state when the alternate ones cannot be read', async () => {
    const app = new FakeApp([], {
      $: { Year: { texts: ['1', '2', '3', '4', '5', '6', '7'], isLocked: false } },
    });
    app.getAppLayout = () => Promise.reject(new Error('no layout'));
    const memory = await follow(app);
    expect((await memory.restore(asDoc(new FakeApp([])), OPEN)).restoredFields).toEqual(['Year']);
  });

  it('has one time limit for all fields', async () => {
    const fields = Object.fromEntries(
      Array.from({ length: 200 }, (_, index) => [`F${index}`, { texts: ['x'], isLocked: false }]),
    );
    const memory = await follow(new FakeApp(['Left'], { $: fields, Left: fields }), 1_000);
    const rebuilt = new FakeApp(['Left']);
    rebuilt.isSilent = true;
    let lost: readonly string[] = [];
    void memory.restore(asDoc(rebuilt), OPEN).then(({ lostFields }) => (lost = lostFields));
    for (let passed = 0; passed < 1_500; passed += 100) {
      jasmine.clock().tick(100);
      await settle();
    }
    expect(lost.length).toBe(400);
    expect(lost[0]).toBe('F0');
    expect(lost.at(-1)).toBe('F199 (alternate state Left)');
  });

  it('limits the stored values, and lists incomplete fields as lost', async () => {
    const texts = Array.from({ length: 9_000 }, (_, index) => `v${index}`);
    const fields = Object.fromEntries(
      Array.from({ length: 13 }, (_, index) => [`F${index}`, { texts, isLocked: false }]),
    );
    const memory = await follow(new FakeApp([], { $: fields }));
    await settle();
    const { restoredFields, lostFields } = await memory.restore(asDoc(new FakeApp([])), OPEN);
    expect(restoredFields.length).toBe(11);
    expect(lostFields).toEqual(['F11', 'F12']);
  });
});
