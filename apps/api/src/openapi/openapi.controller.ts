import { Controller, Get, Header } from '@nestjs/common';
import { Access } from '../access/access.ts';
import { openApiDocument } from './document.ts';

/** The contract, for people's tools. Written once per process: it never changes while it runs. */
@Controller()
@Access('public')
export class OpenApiController {
  private readonly document = JSON.stringify(openApiDocument());

  @Get('openapi.json')
  @Header('content-type', 'application/json; charset=utf-8')
  openapi(): string {
    return this.document;
  }
}
