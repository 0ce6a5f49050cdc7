import { describe, it } from 'node:test';
import { assertNumbers, table, testScope } from '../testing/test-scope.ts';

const scope = testScope([
  table('Samples', {
    Group: ['a', 'a', 'a', 'a', 'a', 'a', 'b', 'b', 'b', 'b', 'b'],
    X: [3.1, 4.7, 2.2, 5.9, 4.4, 3.8, 6.1, 7.3, 5.2, 8.8, 6.4],
    Y: [2, 3.9, 1.1, 6.2, 3.3, 3, 6.6, 6.4, 5.1, 9.5, 6],
    Weight: [1, 2, 1, 3, 1, 2, 2, 1, 1, 2, 3],
  }),
  table('Contingency', {
    Row: ['r', 'r', 'r', 's', 's', 's'],
    Column: ['x', 'y', 'z', 'x', 'y', 'z'],
    Observed: [10, 20, 30, 6, 9, 17],
    Expected: [12, 19, 29, 5, 10, 17],
  }),
]);

/** Values of SciPy 1.17: `ttest_ind`, `ttest_1samp`, `chi2_contingency`, `norm`. */
describe('statistical tests', () => {
  it('compare two samples, with one variance or two', () => {
    assertNumbers(scope, [
      ['TTest_t(Group, X)', -3.4192511007010307],
      ['TTest_df(Group, X)', 9],
      ['TTest_sig(Group, X)', 0.007636975738369937],
      ['TTest_dif(Group, X)', -2.743333333333333],
      ['TTest_sterr(Group, X)', 0.8023199386470571],
      ['TTest_lower(Group, X)', -4.55830712939959],
      ['TTest_upper(Group, X)', -0.9283595372670768],
      ['TTest_conf(Group, X)', (4.55830712939959 - 0.9283595372670768) / 2],
      ['TTest_lower(Group, X, 0.05)', -4.214076388995212],
      ['TTest_upper(Group, X, 0.05)', -1.2725902776714542],
      ['TTest_t(Group, X, 0)', -3.4003910030101276],
      ['TTest_df(Group, X, 0)', 8.439855634878546],
      ['TTest_sig(Group, X, 0)', 0.008642946679364426],
      ['TTest_lower(Group, X, 0.025, 0)', -4.587005669137019],
      ['TTest_upper(Group, X, 0.025, 0)', -0.8996609975296477],
      ['TTest_t({<Group = {a}>} Group, X)', null],
    ]);
  });

  it('count a value as often as its weight', () => {
    assertNumbers(scope, [
      ['TTestw_t(Weight, Group, X)', -4.178042218165573],
      ['TTestw_df(Weight, Group, X)', 17],
      ['TTestw_sig(Weight, Group, X)', 0.0006308265627685737],
      ['TTestw_dif(Weight, Group, X)', -2.3933333333333335],
      ['TTestw_sterr(Weight, Group, X)', 0.5728360816765895],
      ['TTestw_lower(Weight, Group, X)', -3.6019118219995994],
      ['TTestw_upper(Weight, Group, X)', -1.1847548446670675],
      ['TTestw_conf(Weight, Group, X)', (3.6019118219995994 - 1.1847548446670675) / 2],
      ['TTest1w_t(Weight, X)', 14.084710712209056],
      ['TTest1w_df(Weight, X)', 18],
      ['TTest1w_sig(Weight, X)', 3.6787407569432005e-11],
      ['TTest1w_dif(Weight, X)', 5.5736842105263165],
      ['TTest1w_sterr(Weight, X)', 0.39572585652716863],
      ['TTest1w_lower(Weight, X)', 4.742295036655125],
      ['TTest1w_upper(Weight, X)', 6.405073384397508],
      ['TTest1w_conf(Weight, X)', (6.405073384397508 - 4.742295036655125) / 2],
      ['ZTestw_z(Weight, X)', 14.084710712209057],
      ['ZTestw_sig(Weight, X, 20)', 0.22445904843963016],
      ['ZTestw_dif(Weight, X)', 5.5736842105263165],
      ['ZTestw_sterr(Weight, X)', 0.39572585652716863],
      ['ZTestw_conf(Weight, X)', 0.7756084265445153],
      ['ZTestw_lower(Weight, X)', 4.798075783981801],
      ['ZTestw_upper(Weight, X)', 6.349292637070832],
    ]);
  });

  it('compare the mean of one sample with 0', () => {
    assertNumbers(scope, [
      ['TTest1_t(X)', 9.159603881196142],
      ['TTest1_df(X)', 10],
      ['TTest1_sig(X)', 3.5321183810057574e-6],
      ['TTest1_dif(X)', 5.263636363636364],
      ['TTest1_sterr(X)', 0.5746576415211737],
      ['TTest1_lower(X)', 3.9832193459722363],
      ['TTest1_upper(X)', 6.5440533813004915],
      ['TTest1_conf(X)', (6.5440533813004915 - 3.9832193459722363) / 2],
      ['ZTest_z(X)', 9.15960388119614],
      ['ZTest_sig(X)', 5.2088163821787e-20],
      ['ZTest_dif(X)', 5.263636363636364],
      ['ZTest_sterr(X)', 0.5746576415211737],
      ['ZTest_conf(X)', 1.12630828082223],
      ['ZTest_lower(X)', 4.1373280828141334],
      ['ZTest_upper(X)', 6.389944644458594],
      ['ZTest_z(X, 20)', 0.8728753425526258],
      ['ZTest_upper(X, 20, 0.025)', 17.08266388968962],
    ]);
  });

  it('compare a table with what is expected', () => {
    assertNumbers(scope, [
      ['Chi2Test_chi2(Column, Row, Observed)', 0.27157465150403504],
      ['Chi2Test_df(Column, Row, Observed)', 2],
      ['Chi2Test_p(Column, Row, Observed)', 0.873028283380073],
      ['Chi2Test_chi2(Column, Row, Observed, Expected)', 0.7204476709013914],
      ['Chi2Test_p(Column, Row, Observed, Expected)', 0.6975201788524388],
    ]);
  });
});

/** Values of SciPy 1.17 (`linregress`) and NumPy (`lstsq`). */
describe('regressions', () => {
  it('fit a line to y and x', () => {
    assertNumbers(scope, [
      ['LINEST_M(Y, X)', 1.2512137744631862],
      ['LINEST_B(Y, X)', -1.7586615946744075],
      ['LINEST_R2(Y, X)', 0.960592178803806],
      ['LINEST_SEM(Y, X)', 0.08447572952259015],
      ['LINEST_SEB(Y, X)', 0.4704030207197115],
      ['LINEST_SEY(Y, X)', 0.5091403065079048],
      ['LINEST_SSRESID(Y, X)', 2.333014665398669],
      ['LINEST_SSREG(Y, X)', 56.86880351641952],
      ['LINEST_DF(Y, X)', 9],
      ['LINEST_F(Y, X)', 219.381060581681],
      ['STEYX(Y, X)', 0.5091403065079048],
      ['Correl(X, Y)', 0.9800980455055536],
    ]);
  });

  it('fit a line through a point', () => {
    assertNumbers(scope, [
      ['LINEST_M(Y, X, 0)', 0.952681110557331],
      ['LINEST_B(Y, X, 0)', 0],
      ['LINEST_SEM(Y, X, 0)', 0.04178811762771124],
      ['LINEST_SSRESID(Y, X, 0)', 5.956273124395319],
      ['LINEST_SSREG(Y, X, 0)', 309.5737268756047],
      ['LINEST_DF(Y, X, 0)', 10],
      ['LINEST_M(Y, X, 1, 2)', 1.1912828197276695],
      ['LINEST_B(Y, X, 1, 2)', -1.382565639455339],
    ]);
  });

  it('describe lists', () => {
    const x = '3.1, 4.7, 2.2, 5.9, 4.4, 3.8, 6.1, 7.3, 5.2, 8.8, 6.4';
    assertNumbers(scope, [
      [`RangeSkew(${x})`, 0.21426729318325455],
      [`RangeKurtosis(${x})`, -0.12123879279910854],
      ['RangeCorrel(1, 2, 2, 4, 3, 7)', 0.9933992677987828],
      ['RangeFractileExc(0.25, 1, 2, 4)', 1],
      ['NumSum(1, 2, 4)', 7],
      ['NumAvg(1, 2, 6)', 3],
      ["NumCount(1, 'a', 6)", 2],
      ['NumMax(1, 7, 6)', 7],
      ['NumMin(3, 7, 6)', 3],
    ]);
  });
});
