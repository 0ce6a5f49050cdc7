// cspell:ignore Größe Stadt

/** A load script with sales and the homes of customers: names with quotes, brackets, blanks and letters that differ in case only. */
export const SALES = `SET DateFormat='YYYY-MM-DD';
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
