import { describe } from 'node:test';
import { testScripts } from '../testing/script-cases.ts';

describe('SUBFIELD without a field number', () => {
  testScripts({
    'makes a record per part': {
      script: `T: Load SubField(s, ';') as p, n Inline [s, n\nx;y;z, 1\nw, 2];`,
      tables: { T: ['p n', 'x 1', 'y 1', 'z 1', 'w 2'] },
    },
    'makes every combination of several': {
      script: `T: Load SubField(a, '/') as p, SubField(b, '/') as q Inline [a, b\nx/y, 1/2];`,
      tables: { T: ['p q', 'x 1', 'x 2', 'y 1', 'y 2'] },
    },
    'is part of an expression': {
      script: `T: Load Upper(Trim(SubField(s, ','))) & '!' as p, Len(s) as n Inline [s\n"a, b"];`,
      tables: { T: ['p n', 'A! 4', 'B! 4'] },
    },
    'counts rows': {
      script: `T: Load SubField('a b', ' ') as p, RowNo() as row, RecNo() as rec AutoGenerate 2;`,
      tables: { T: ['p row rec', 'a 1 1', 'b 2 1', 'a 3 2', 'b 4 2'] },
    },
    'keeps null as one record': {
      script: `T: Load SubField(Null(), ';') as p, 1 as n AutoGenerate 1;`,
      tables: { T: ['p n', '- 1'] },
    },
    'keeps empty parts': {
      script: `T: Load '<' & SubField('a;;', ';') & '>' as p AutoGenerate 1;`,
      tables: { T: ['p', '<a>', '<>', '<>'] },
    },
    'feeds preceding loads': {
      script: `T: Load p, Len(p) as n Where p <> 'b'; Load SubField('aa,b,ccc', ',') as p AutoGenerate 1;`,
      tables: { T: ['p n', 'aa 2', 'ccc 3'] },
    },
    'repeats with WHILE': {
      script: `T: Load SubField('a,b', ',') as p, IterNo() as i AutoGenerate 1 While IterNo() <= 2;`,
      tables: { T: ['p i', 'a 1', 'b 1', 'a 2', 'b 2'] },
    },
    'is one part with a field number': {
      script: `T: Load SubField(s, ';', 2) as p, SubField(s, ';', -1) as q Inline [s\nx;y;z];`,
      tables: { T: ['p q', 'y z'] },
    },
    'is distinct': {
      script: `T: Load Distinct SubField('a,b,a', ',') as p AutoGenerate 1;`,
      tables: { T: ['p', 'a', 'b'] },
    },
    'splits by longer texts': {
      script: `T: Load SubField('a--b', '--') as p AutoGenerate 1;`,
      tables: { T: ['p', 'a', 'b'] },
    },
    'fails with more combinations than rows may be': {
      script: `Let s = Repeat('a,', 2000);
        Load SubField('$(s)', ',') as p, SubField('$(s)', ',') as q AutoGenerate 1;`,
      error: [2, /More than 3000000 rows/],
    },
    'fails in a load that aggregates': {
      script: `Load SubField(s, ';') as p, Count(s) as n Inline [s\nx;y] Group By s;`,
      error: [1, /not allowed in a load that aggregates/],
    },
  });
});
