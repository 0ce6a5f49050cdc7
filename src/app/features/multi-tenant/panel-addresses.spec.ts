import { findUnknown, readPanels, togglePanel, withApp, writePanels } from './panel-addresses';

const isKnown = (id: string) => ['a', 'b', 'c'].includes(id);
const none = { connections: [], apps: {} };

describe('the address of the panels', () => {
  it('contains the connections and the open apps', () => {
    const choice = readPanels('b, a', 'a:app-1,b:app:2', isKnown);
    expect(choice).toEqual({ connections: ['b', 'a'], apps: { a: 'app-1', b: 'app:2' } });
    expect(writePanels(choice)).toEqual({ connections: 'b,a', apps: 'b:app:2,a:app-1' });
  });

  it('is read without unknown parts', () => {
    expect(readPanels(undefined, undefined, isKnown)).toEqual(none);
    expect(readPanels('a,,a,nope', 'nope:1,c:2,a:,a', isKnown)).toEqual({ connections: ['a'], apps: {} });
    expect(findUnknown('a,nope,nope', isKnown)).toEqual(['nope']);
    expect(writePanels(none)).toEqual({ connections: '', apps: null });
    // In contrast to an address without a choice, which shows some.
    expect(readPanels('', undefined, isKnown)).toEqual(none);
  });

  it('changes when a panel is opened or closed', () => {
    const one = togglePanel(none, 'a');
    expect(one.connections).toEqual(['a']);
    expect(togglePanel(withApp(one, 'a', 'app'), 'a')).toEqual(none);
  });

  it('opens an app in an existing or new panel, and closes it', () => {
    const opened = withApp(none, 'b', 'app');
    expect(opened).toEqual({ connections: ['b'], apps: { b: 'app' } });
    expect(withApp(opened, 'b', undefined)).toEqual({ connections: ['b'], apps: {} });
  });
});
