import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { firstTab, placedCharts, tabsOf } from './browser/embed/client-charts/children.ts';

const child = (qId: string, qData: object) => ({ qInfo: { qId, qType: 'kpi' }, qData });

describe('the charts of a container', () => {
  const layout = {
    children: [
      { refId: 'one', label: 'One' },
      { refId: 'two', label: '' },
      { refId: 'three', condition: '0', label: 'Three' },
      { refId: 'four', label: 'Four' },
      { refId: 'master', isMaster: true, label: 'Of the library' },
      { refId: 'linked', isMaster: true, label: 'Linked' },
      { refId: 'gone', label: 'Gone' },
    ],
    qChildList: {
      qItems: [
        child('one', {}),
        child('b', { containerChildId: 'two', title: 'Second' }),
        child('three', {}),
        child('four', { showCondition: 0 }),
        child('c', { qExtendsId: 'linked' }),
      ],
    },
  };

  it('are those whose conditions are fulfilled, by id, by the id in the container, or of the library', () => {
    assert.deepEqual(tabsOf(layout), [
      { id: 'one', label: 'One' },
      { id: 'b', label: 'Second' },
      { id: 'master', label: 'Of the library' },
      { id: 'c', label: 'Linked' },
    ]);
  });

  it('begin with the one that the container names, unless it is hidden', () => {
    assert.equal(firstTab({ ...layout, defaultTab: 'two' }), 'b');
    assert.equal(firstTab({ ...layout, defaultTab: 'three' }), 'one');
    assert.equal(firstTab(layout), 'one');
    assert.equal(firstTab({}), undefined);
  });
});

describe('the charts of a layout container', () => {
  it('have their places, or all of it', () => {
    const objects = [
      { childRefId: 'a', bounds: { x: 10, y: 20, width: 30, height: 40 } },
      { childRefId: 'b', label: 'B' },
      { childRefId: 'hidden', showCondition: '0' },
      { childRefId: 'gone' },
    ];
    const qItems = ['a', 'b', 'hidden'].map((childRefId) => child(`id-${childRefId}`, { childRefId }));
    assert.deepEqual(placedCharts({ objects, qChildList: { qItems } }), [
      { id: 'id-a', label: '', box: { x: 10, y: 20, width: 30, height: 40 } },
      { id: 'id-b', label: 'B', box: { x: 0, y: 0, width: 100, height: 100 } },
    ]);
    assert.deepEqual(placedCharts({}), []);
  });
});
