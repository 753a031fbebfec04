import { Controller, UseFilters, UseGuards, UseInterceptors, applyDecorators } from '@nestjs/common';
import { CallerGuard } from './caller.guard.js';
import { InputInterceptor } from './input.interceptor.js';
import { ProblemFilter } from './problem.filter.js';

/** A class whose methods handle operations: see `Handle`. */
export function RpcController(): ClassDecorator {
  return applyDecorators(
    Controller(),
    UseGuards(CallerGuard),
    UseInterceptors(InputInterceptor),
    UseFilters(ProblemFilter),
  );
}
