import { describe } from 'node:test';
import { testScripts } from '../testing/script-cases.ts';

describe('FOR EACH', () => {
  testScripts({
    'goes over files in the order of the connection': {
      script: `For Each f in FileList('lib://Data/*.csv')
          Let all = '$(all)' & '$(f)' & ' ';
        Next`,
      variables: { all: 'lib://Data/feb.csv lib://Data/jan.csv ' },
    },
    'goes over the files of a folder': {
      script: `For Each f in FileList('lib://Data/north/*')
          Let all = '$(all)' & '$(f)' & ' ';
        Next`,
      variables: { all: 'lib://Data/north/apr.csv lib://Data/north/mar.csv ' },
    },
    'matches single characters': {
      script: `For Each f in FileList('lib://data/?an.csv')
          Let all = '$(all)' & '$(f)' & ' ';
        Next`,
      variables: { all: 'lib://Data/jan.csv ' },
    },
    'computes the mask': {
      script: `Let folder = 'lib://Data';
        For Each f in FileList(folder & '/j*.*')
          Let all = '$(all)' & '$(f)' & ' ';
        Next`,
      variables: { all: 'lib://Data/jan.csv ' },
    },
    'does not run without files': {
      script: `Let n = 0; For Each f in FileList('lib://Data/*.xml')\nLet n = 1;\nNext`,
      variables: { n: '0' },
    },
    'goes over folders': {
      script: `For Each d in DirList('lib://Data/*')
          For Each f in FileList('$(d)/m*.csv')
            Let all = '$(all)' & '$(f)';
          Next
        Next`,
      variables: { all: 'lib://Data/north/mar.csv' },
    },
    'goes over the values of a field, each once': {
      script: `T: Load * Inline [region
          north
          south
          north
          it's east];
        For Each r in FieldValueList('region')
          T: Load '$(=Len(r))' as n AutoGenerate 1;
        Next`,
      tables: { T: ['region', 'north', 'south', 'north', "it's east"], 'T-1': ['n', '5', '5', '9'] },
    },
    'takes field names without quotes and in brackets': {
      script: `T: Load 7 as [a b], 8 as c AutoGenerate 1;
        For Each v in FieldValueList([a b]), FieldValueList(c), FieldValueList('c')
          Let all = '$(all)' & '$(v)';
        Next`,
      variables: { all: '788' },
    },
    'mixes lists, texts, numbers and expressions': {
      script: `For Each v in 1, 'b', 2 + 1, FileList('lib://Data/f*.csv'), Upper('x')
          Let all = '$(all)' & '$(v)' & ',';
        Next v`,
      variables: { all: '1,b,3,lib://Data/feb.csv,X,' },
    },
    'loads each file': {
      script: `Set prefix = ;
        For Each f in FileList('lib://Data/*.csv')
          Sales: $(prefix)
          Load *, FileBaseName() as source From [$(f)] (txt, utf8, embedded labels);
          Set prefix = Concatenate (Sales);
        Next f`,
      tables: { Sales: ['id amount source', '3 30 feb', '1 10 jan', '2 20 jan'] },
    },
    'fails for an unknown field': {
      script: `Let a = 1;\nFor Each v in FieldValueList('none')\nNext`,
      error: [2, /Field 'none' not found/],
    },
    'fails for an unknown connection': {
      script: `For Each f in FileList('lib://Elsewhere/*')\nNext`,
      error: [1, /no connection 'Elsewhere'/],
    },
    'fails for a path outside of connections': {
      script: `For Each f in FileList('/etc/*')\nNext`,
      error: [1, /only lib:\/\/ paths/],
    },
  });
});
