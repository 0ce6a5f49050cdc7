import * as library from './public-api';
import type { QlikFeature } from './public-api';

const { withConnections, withRetries, withInsecureBrowserApiKey, ...others } = library;

describe('the public interface', () => {
  const features = Object.entries(others).filter(([name]) => /^with[A-Z]/.test(name));

  it('has a feature for each auth type', () => {
    expect(features.length).toBe(17);
    expect([withConnections, withRetries, withInsecureBrowserApiKey].map((each) => typeof each)).toEqual(
      Array(3).fill('function'),
    );
  });

  for (const [name, create] of features) {
    it(`names ${name}() after its auth type`, () => {
      const feature = (create as () => QlikFeature)();
      const type = /^auth type "(.+)"$/.exec(feature.name)?.[1] ?? '';
      expect(type.replaceAll('-', '')).toBe(name.slice('with'.length).toLowerCase());
    });
  }

  it('exports no helper with a bare name', () => {
    const bare = Object.keys(library).filter((name) => /^[a-z]+$/.test(name));
    expect(bare).toEqual([]);
  });
});
