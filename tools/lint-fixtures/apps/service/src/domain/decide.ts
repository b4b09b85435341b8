// passes
import Decimal from 'decimal.js';
import { thing } from '@fixture/contract';
import { rule } from './rule';

export const decide = () => new Decimal(thing).plus(rule);
