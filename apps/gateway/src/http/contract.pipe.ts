import { Injectable } from '@nestjs/common';
import type { ArgumentMetadata, PipeTransform } from '@nestjs/common';
import { parseInput } from '@countersign/platform';
import { z } from 'zod';

/**
 * Checks bodies and queries against the contract (`@Body({ schema })`, `@Query({ schema })`), and passes the original
 * value on, not zod's output: the service parses it again with the same contract. A missing body counts as an
 * empty object, so that `POST …/cancel` works without a body.
 */
@Injectable()
export class ContractPipe implements PipeTransform {
  /** @throws InvalidInput (422) naming every wrong field */
  transform(value: unknown, { type, schema }: ArgumentMetadata): unknown {
    if (!(schema instanceof z.ZodType)) return value;
    const written = type === 'body' && value === undefined ? {} : value;
    parseInput(schema, written);
    return written;
  }
}
