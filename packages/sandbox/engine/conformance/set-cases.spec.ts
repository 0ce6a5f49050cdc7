import { testApps } from '../testing/app-cases.ts';

// cspell:ignore Größe Stadt

const SALES = `SET DateFormat='YYYY-MM-DD';
Sales: LOAD Id, Customer, Product, Date, Qty, Price, Mod(Id, 2) as Odd INLINE [
Id|Customer|Product|Date|Qty|Price
1|Ann|Shoe|2023-12-31|1|10
2|Bob|Shoe|2024-01-01|2|10
3|Ann|Hat|2024-02-29|3|5
4|Cid|Glove|2024-03-01|4|7.5
5|Bob|Hat|2024-12-30|5|5
6|O'Dee|Shoe|2025-01-05|6|11
] (delimiter is '|');
Concatenate (Sales) LOAD 7 as Id, 'Ann' as Customer, Null() as Product, -1 as Qty Autogenerate 1;
Homes: LOAD Customer, City as [Home [1]]], City as "Größe & Stadt" INLINE [
Customer|City
Ann|São Paulo
Bob|Zürich
Cid|zürich
] (delimiter is '|');`;

testApps('sets', {
  'of listed values and of searches': {
    script: SALES,
    steps: [
      {
        values: {
          'Sum({<Product={[shoe]}>} Qty)': '9',
          'Sum({<Product={`shoe`}>} Qty)': '9',
          "Sum({<Product={'shoe'}>} Qty)": '0',
          'Sum({<Product={Shoe,"h*"}>} Qty)': '17',
          "Sum({<Customer={'O''Dee'}>} Qty)": '6',
          'Sum({<Customer={"o\'dee"}>} Qty)': '6',
          'Sum({<Customer={"*\'*"}>} Qty)': '6',
          'Sum({<Qty={-1}>} Qty)': '-1',
          'Sum({<Qty={"<0"}>} Qty)': '-1',
          'Sum({<Qty={">-1<2"}>} Qty)': '1',
          'Sum({<Price={7.5}>} Qty)': '4',
          'Sum({<Price={"7.50"}>} Qty)': '4',
          'Sum({<Date={"2024*"}>} Qty)': '14',
          "Sum({<Date={'2024-02-29'}>} Qty)": '3',
          'Sum({<Date={45351}>} Qty)': '3',
          'Sum({<Date={">=2024-02-29<2025-01-05"}>} Qty)': '12',
          'Sum({<Product={"?at"}>} Qty)': '8',
          'Sum({<[Home [1]]]={"z?rich"}>} Qty)': '11',
          'Sum({<"Größe & Stadt"={"são*"}>} Qty)': '3',
          "Sum({<[Größe & Stadt]={'Zürich'}>} Qty)": '7',
          'Sum({< Product = { "Hat" , Glove } , Customer = >} Qty)': '12',
        },
      },
    ],
  },
  'of expressions in searches': {
    script: SALES,
    steps: [
      {
        values: {
          'Sum({<Product={"=Sum(Qty)>8"}>} Qty)': '9',
          'Sum({<Customer={"=Count(distinct Product)=2"}>} Qty)': '10',
          'Sum({<Customer={"=Sum({<Product={\'Hat\'}>} Qty)>3"}>} Qty)': '7',
          'Sum({<Customer={"=Sum({1<Product={\'Shoe\'}>} Qty) > Sum({1<Product={Hat}>} Qty)"}>} Qty)': '6',
          'Sum({<Customer={"=Len([Home [1]]])=9"}>} Qty)': '3',
          'Sum({<Customer={"=Rank(Sum(Qty))=1"}>} Qty)': '7',
          'Sum({<Id={"=Price * Qty >= 25"}>} Qty)': '15',
          'Sum({<Customer={"$(=Concat(distinct Customer, \'","\'))"}>} Qty)': '20',
          "Sum({<Id={$(=Concat(Id, ','))}>} Qty)": '20',
          'Sum({<Qty={$(=Max(Qty))}>} Qty)': '6',
          'Sum({<Date={">=$(=YearStart(Max({<Product={Hat}>} Date)))<=$(=Date(YearEnd(Max({<Product={Hat}>} Date))))"}>} Qty)':
            '14',
          'Sum({<Customer={"=$(=1+1)=Count(distinct Product)"}>} Qty)': '10',
        },
      },
    ],
  },
  'of rows without a value': {
    script: SALES,
    steps: [
      {
        values: {
          'Sum({<Product={"*"}>} Qty)': '21',
          'Sum({1-<Product={"*"}>} Qty)': '-1',
          'Sum({-<Product={"*"}>} Qty)': '-1',
          'Sum({<Product={Hat}>+(1-<Product={"*"}>)} Qty)': '7',
          'Sum({<Product=>} Qty)': '20',
          'Count({1-<Product={"*"}>} Product)': '0',
          'Count({1-<Product={"*"}>} Id)': '1',
          'NullCount({1} Product)': '1',
          'Sum({<Customer=E({<Product={"*"}>})>} Qty)': '0',
          'Sum({<[Home [1]]]={"*"}>} Qty)': '14',
          'Sum({-<[Home [1]]]={"*"}>} Qty)': '6',
        },
      },
      { select: { Product: ['Hat', 'Shoe'] } },
      {
        values: {
          'Sum({1-$} Qty)': '3',
          'Sum({<Product={"*"}>} Qty)': '21',
          'Sum({<Product*={"*a*"}>} Qty)': '8',
          'Sum({<Product/={Glove,Hat}>} Qty)': '13',
          'Sum({<Product-={"*"}>} Qty)': '0',
        },
      },
    ],
  },
  'with operators, possible and excluded values': {
    script: SALES,
    steps: [
      { select: { Customer: ['Ann', 'Bob'] } },
      {
        values: {
          'Sum(Qty)': '10',
          'Sum({1<Qty={1,2}> + 1<Product={Hat}>} Qty)': '11',
          'Sum({-<Product={Shoe}>} Qty)': '17',
          'Sum({<Product-={Shoe}>} Qty)': '8',
          'Sum({$<Product={Hat}>*$<Customer={Bob}>} Qty)': '5',
          'Sum({<Product={Shoe}>*<Customer={Bob}>} Qty)': '2',
          'Sum({1-$*<Product={Hat}>} Qty)': '12',
          'Sum({1-($-<Product={Hat}>)} Qty)': '18',
          'Sum({<Customer=P({1<Product={Hat}>})>} Qty)': '10',
          'Sum({<Customer=E({1<Product={Hat}>})>} Qty)': '10',
          'Sum({<Customer=P({1<Product={Glove}>} Customer) + P({1<Product={"S*"}>} Customer)>} Qty)': '20',
          'Sum({<Customer=P({1<Product={Hat}>}) - {Ann}>} Qty)': '7',
          'Sum({<Customer=-P({1<Product={Hat}>})>} Qty)': '10',
          'Sum({<Customer-=P({1<Product={Hat}, Customer={Bob}>})>} Qty)': '3',
          'Count({<Product={Hat}>} DISTINCT Customer)': '2',
          'Count(DISTINCT {<Product={Hat}>} Customer)': '2',
          'Sum(TOTAL {<Product={Hat}>} Qty)': '8',
          'Sum({<Product={Hat}>} TOTAL Qty)': '8',
          'Sum(TOTAL <Customer> {1} Qty)': '20',
          "Concat({1-$} distinct Customer, ';')": "Cid;O'Dee",
          'FirstSortedValue({1} Product, -Qty)': 'Shoe',
          'FirstSortedValue({1<Customer={Bob}>} distinct Product, -Qty)': 'Hat',
          'Only({1<Id={4}>} Product)': 'Glove',
          'Median({1} Qty)': '3',
          'Fractile({1<Product={Shoe}>} Qty, 0.5)': '2',
        },
      },
    ],
  },
  'around and in expressions': {
    script: SALES,
    masterMeasures: { 'Sold pieces': 'Sum(Qty)', 'Hats only': '{<Product={Hat}>} Sum(Qty)' },
    variables: { vSum: 'Sum($1 Qty)', vSet: '<Product={Hat}>', vQuoted: `{"$1*"}` },
    steps: [
      {
        values: {
          '{<Product={Shoe}>} [Sold pieces]': '9',
          '{<Customer={Ann}>} [Hats only]': '3',
          '{1-<Product={Shoe}>} Sum(Qty) / Count(Id)': '2.75',
          '({<Product={Shoe}>} Sum(Qty) / Count(Id)) - Sum({<Product={Hat}>} Qty)': '-5',
          'Sum({$(vSet)} Qty)': '8',
          '$(vSum({<Product={Hat}>}))': '8',
          '$(vSum({<Product={Hat}-{Hat}>}))': '0',
          'Sum({<Product=$(vQuoted(Sh))>} Qty)': '9',
          "Sum({$(='<Product={Glove}>')} Qty)": '4',
          'Sum({<Product={Shoe} /* not {Hat} */ >} Qty) // the end': '9',
          '/* {1} */ Sum({<Product={Shoe}>} // {<Product={Hat}>}\nQty)': '9',
          "If(Count({<Product={Hat}>} Id) = 2, '{' & Sum({<Product={Hat}>} Qty) & '}', '}')": '{8}',
        },
      },
    ],
  },
  'of other states': {
    script: SALES,
    states: ['Left', 'Right side'],
    steps: [
      { select: { Product: ['Hat'] } },
      { select: { Product: ['Shoe'], Customer: ['Ann', 'Bob'] }, state: 'Left' },
      { select: { Customer: ['Cid'] }, state: 'Right side' },
      {
        values: {
          'Sum(Qty)': '8',
          'Sum({Left} Qty)': '3',
          'Sum({[Right side]} Qty)': '4',
          'Sum({$+Left} Qty)': '11',
          'Sum({Left*[Right side]} Qty)': '0',
          'Sum({Left<Product=$::Product>} Qty)': '8',
          'Sum({<Product=Left::Product>} Qty)': '9',
          'Sum({<Customer=[Right side]::Customer, Product=>} Qty)': '4',
          'Sum({<Product=Left::Product + {Glove}>} Qty)': '13',
          'Sum({1<Customer=P({Left<Product={Shoe}>} Customer)>} Qty)': '10',
          'Sum({-Left} Qty)': '17',
          "GetFieldSelections(Product, ',', 6, 'Left')": 'Shoe',
          "GetSelectedCount(Customer, False(), 'Left')": '2',
        },
      },
      {
        cube: { qStateName: 'Left' },
        dimensions: ['Customer'],
        measures: [
          'Sum(Qty)',
          'Sum({$} Qty)',
          'Sum({<Product=>} Qty)',
          'Sum({1} Qty)',
          'Sum({[Right side]} Qty)',
        ],
        rows: ['Ann 1 3 3 3 0', 'Bob 2 5 7 7 0', 'Cid 0 0 0 4 4', "O'Dee 0 0 0 6 0"],
      },
    ],
  },
});
