import { type DynamicModule, Module } from '@nestjs/common';
import { type Logger } from 'pino';
import { ArchiveModule } from './archive.module.js';
import { type Settings } from './config/settings.js';
import { HttpModule } from './http/http.module.js';
import { type Parts } from './parts.js';

/** The shell modules. */
@Module({})
export class AppModule {
  static of(parts: Parts, settings: Settings, logger: Logger): DynamicModule {
    return { module: AppModule, imports: [ArchiveModule.of(parts, settings, logger), HttpModule] };
  }
}
