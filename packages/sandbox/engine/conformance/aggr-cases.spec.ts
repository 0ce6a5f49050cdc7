import { testApps } from '../testing/app-cases.ts';
import { SALES } from '../testing/sales-script.ts';

// cspell:ignore Größe Stadt

testApps('Aggr', {
  'in aggregations': {
    script: SALES,
    steps: [
      {
        values: {
          'Sum(Aggr(Max(Qty), Customer))': '18',
          'Max(Aggr(Sum(Qty), Customer))': '7',
          'Sum(Aggr({<Product={Hat}>} Sum(Qty), Customer))': '8',
          'Sum(Aggr(Sum({<Product={Hat}>} Qty), Customer))': '8',
          'Sum(Aggr(NODISTINCT Max(Qty), Customer))': '29',
          "Concat(Aggr(Sum(Qty), Customer), ';', -Aggr(Sum(Qty), Customer))": '7;6;4;3',
          'Sum(Aggr(RangeSum(Above(Sum(Qty), 0, RowNo())), (Customer, (TEXT, DESCENDING))))': '53',
          'Sum(Aggr(RangeSum(Above(Sum(Qty), 0, RowNo())), (Customer, (TEXT, ASCENDING))))': '47',
          'Sum(Aggr(RangeSum(Above(Sum(Qty), 0, RowNo())), (Customer, (=Sum(Qty), DESC))))': '57',
          'Sum(Aggr(RangeSum(Above(Sum(Qty), 0, RowNo())), (Customer, (=Sum(Qty), ASC))))': '43',
          'Max(Aggr(If(RowNo() = 1, Id), (Id, (NUMERIC, DESCENDING))))': '7',
          'Count(Aggr(Only(Product), Customer))': '2',
          'Avg(Aggr(Count(distinct Product), Customer))': '1.5',
          'Max(Aggr(Sum(Qty) / Sum(TOTAL Qty), Customer))': '0.35',
          'Sum(Aggr({<Product={"*"}>} Sum(Qty) / Sum(TOTAL <Product> Qty), Product, Customer))': '3',
          'Sum(Aggr(If(Sum(Qty) > 5, Sum(Qty)), Customer))': '13',
          'Sum({<Customer={"=Sum(Aggr(Sum(Qty), Customer, Product)) > 5"}>} Qty)': '13',
          'Max(Aggr(Max(Aggr(Sum(Qty), Customer, Product)), Customer))': '6',
          "Concat(Aggr(Dual(Customer, Rank(Sum(Qty))), Customer), ',', Aggr(Rank(Sum(Qty)), Customer))":
            "Bob,O'Dee,Cid,Ann",
        },
      },
      { select: { Product: ['Hat'] } },
      {
        values: {
          'Sum(Aggr(Max(Qty), Customer))': '8',
          '{1} Sum(Aggr(Max(Qty), Customer))': '18',
          'Sum({1} Aggr({1} Max(Qty), Customer))': '18',
          'Sum(Aggr(Sum({1<Customer=>} Qty), Product))': '8',
        },
      },
    ],
  },
  'as a dimension': {
    script: SALES,
    steps: [
      {
        dimensions: ["=Aggr(If(Sum(Qty) > 5, 'big', 'small'), Customer)"],
        measures: ['Sum(Qty)', 'Count(distinct Customer)', 'Sum({<Product={Hat}>} Qty)'],
        rows: ['big 13 2 5', 'small 7 2 3'],
      },
      {
        dimensions: ['=Aggr(Rank(Sum(Qty)), Customer)', 'Product'],
        measures: ['Sum(Qty)'],
        rows: ['1 Hat 5', '1 Shoe 2', '2 Shoe 6', '3 Glove 4', '4 Hat 3', '4 Shoe 1', '4 - -1'],
      },
      {
        dimensions: [
          {
            qDef: {
              qFieldDefs: ['=Aggr({<Product={Hat}>} If(Sum(Qty) > 0, Customer), Customer)'],
              qSortCriterias: [{ qSortByAscii: 1 }],
            },
            qNullSuppression: true,
          },
        ],
        measures: ['Sum(Qty)'],
        rows: ['Ann 3', 'Bob 7'],
      },
    ],
  },
});
