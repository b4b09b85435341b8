import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { cleanupOpenApiDoc } from 'nestjs-zod';

/** Serves the API's description at /api/openapi.json and a page to read and try it at /api/docs. */
export function serveOpenApi(app: NestFastifyApplication, title: string, version: string): void {
  SwaggerModule.setup('api/docs', app, () => describeApi(app, title, version), {
    jsonDocumentUrl: 'api/openapi.json',
    raw: ['json'],
    customSiteTitle: title,
    swaggerOptions: { persistAuthorization: true },
  });
}

/** The OpenAPI document of all controllers, schemas of zod classes included. */
export function describeApi(app: NestFastifyApplication, title: string, version: string): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle(title)
    .setVersion(version)
    .addBearerAuth()
    .addSecurityRequirements('bearer')
    .build();
  return cleanupOpenApiDoc(SwaggerModule.createDocument(app, config));
}
