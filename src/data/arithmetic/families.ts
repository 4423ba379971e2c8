// The families of problems, each a list of scenarios.
import type { Scenario } from './grammar.ts';
import { buildings } from './scenarios/buildings.ts';
import { bus } from './scenarios/bus.ts';
import { cart } from './scenarios/cart.ts';
import { collection } from './scenarios/collection.ts';
import { factory } from './scenarios/factory.ts';
import { journey } from './scenarios/journey.ts';
import { months } from './scenarios/months.ts';
import { owners } from './scenarios/owners.ts';
import { persons } from './scenarios/persons.ts';
import { price } from './scenarios/price.ts';
import { reading } from './scenarios/reading.ts';
import { ribbons } from './scenarios/ribbons.ts';
import { stock } from './scenarios/stock.ts';
import { tank } from './scenarios/tank.ts';
import { wallet } from './scenarios/wallet.ts';
import { within } from './scenarios/within.ts';

export const families = {
  purchases: [cart, wallet],
  comparisons: [owners, months, ribbons],
  rates: [factory, journey, reading],
  transfers: [collection, tank, bus],
  ages: [persons, buildings],
  fractions: [stock, price, within],
} as const satisfies Record<string, readonly Scenario[]>;

export type ArithmeticFamily = keyof typeof families;

export const arithmeticFamilies = Object.keys(families) as readonly ArithmeticFamily[];
