// Types of the client of the API. Made from the OpenAPI document by
// `make generated`: do not edit.

export interface Options {
  /** API key; without it, reads are those of everybody. */
  key?: string;
  /** Function that sends a request; by default, that of the browser or of Node. */
  fetch?: typeof fetch;
  /** Milliseconds to wait for the first bytes of an answer; no limit for a file of needs. */
  timeout?: number;
}

export interface FieldFault {
  champ: string;
  message: string;
}

/** An error response: a problem document (RFC 9457), or that of a server in between. */
export class OrientESSError extends Error {
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly errors: readonly FieldFault[];
}

export type AccueilReponse = {
  id: string;
  nom: string;
  commune: string | null;
  distance: number | null;
  precision: Precision | null;
  groupe: Group | null;
  nombre_lieux: number;
  lieux: Array<LieuDeFiche>;
};

export type ActeurDuBesoin = {
  id: string;
  nom: string;
  lien: string;
  type: string;
  commune: string | null;
  declare: boolean;
  raison: RaisonReponse;
  score: number;
  distance: number | null;
  precision: Precision | null;
  groupe: Group | null;
  nombre_lieux: number;
  lieux: Array<LieuDeFiche>;
};

export type ActeurListe = {
  fiche: Actor | Programme | Need;
  distance: number | null;
  precision: Precision | null;
  groupe: Group | null;
  nombre_lieux: number;
  score_qualite: number;
  modifiee_le: string;
  doublons: Array<string>;
  lien: string;
};

export type ActeursDuBesoinReponse = {
  besoin: BesoinResume;
  items: Array<ActeurDuBesoin>;
  total: number;
  total_exact: boolean;
  page: number;
  size: number;
  pages: number;
  lieu: LieuReponse | null;
  lieu_compris: boolean;
  elargissements: Array<string>;
  codes_elargissements: Array<Widening>;
  version_index: string;
};

export type ActeursReponse = {
  items: Array<ActeurListe>;
  total: number;
  page: number;
  size: number;
  pages: number;
  suivant: string | null;
  ordre: string;
  lieu: LieuReponse | null;
  lieu_compris: boolean;
  elargissements: Array<string>;
  version_index: string;
  index_du: string;
};

export type Actor = {
  id: string;
  nom: string;
  sigle?: string | null;
  autres_noms: Array<string>;
  description: string;
  familles: Array<string>;
  besoins: Array<string>;
  services: Array<Service>;
  thematiques: Array<string>;
  publics: Array<string>;
  prise_en_charge: Array<string>;
  frais?: string | null;
  frais_precisions?: string | null;
  modes_accueil: Array<string>;
  modes_mobilisation: Array<string>;
  mobilisable_par: Array<string>;
  conditions_acces?: string | null;
  langues: Array<string>;
  horaires_accueil?: string | null;
  forme_juridique?: string | null;
  questions: Array<string>;
  siret?: string | null;
  rna?: string | null;
  ridet?: string | null;
  adresse?: string | null;
  complement_adresse?: string | null;
  code_postal?: string | null;
  commune?: string | null;
  code_insee?: string | null;
  latitude?: number | null;
  longitude?: number | null;
  zone_eligibilite: Array<string>;
  territoires: Array<string>;
  telephone?: string | null;
  courriel?: string | null;
  site_web?: string | null;
  lien_mobilisation?: string | null;
  accessibilite_lieu?: string | null;
  reseaux_porteurs: Array<string>;
  libelles: Record<string, Array<string>>;
  lien_source?: string | null;
  source: string;
  sources: Array<string>;
  preuves: Record<string, string>;
  date_source?: string | null;
  date_source_nature?: string | null;
  confirmee_le?: string | null;
  date_maj?: string | null;
  competences_recherchees: Array<string>;
  missions: Array<string>;
  type: "structure";
  a_reverifier: boolean;
};

export type AvisParametres = {
  utile: boolean;
  fiche?: string;
  besoin?: string;
  mots?: string;
};

export type AvisReponse = {
  fiche: string;
  besoin: string;
  utile: boolean;
  mots: string;
  message: string;
};

export type BesoinDeFiche = {
  id: string;
  libelle: string;
  declare: boolean;
  vraisemblance: number;
  extrait: string;
};

export type BesoinPropose = {
  nature: "besoin";
  id: string;
  libelle: string;
  theme: string;
  theme_libelle: string;
  fiches: number;
};

export type BesoinReponse = {
  id: string;
  theme: string;
  libelle: string;
  description: string;
  fiches: number;
  formulations: Array<string>;
  termes: Array<string>;
  services_mediation: Array<CodeReponse>;
  thematiques: Array<CodeReponse>;
  codes_rome: Array<string>;
};

export type BesoinResume = {
  id: string;
  theme: string;
  libelle: string;
  description: string;
  fiches: number;
};

export type BesoinVraisemblable = {
  id: string;
  libelle: string;
  vraisemblance: number;
  services_mediation: Array<CodeReponse>;
  thematiques: Array<CodeReponse>;
};

export type BesoinsDeFicheReponse = {
  besoins: Array<BesoinDeFiche>;
  besoins_ouverts: Array<FicheProche>;
  version_index: string;
};

export type BesoinsReponse = {
  themes: Array<ThemeReponse>;
  total: number;
  version_index: string;
};

export type CalibrationReponse = {
  date: string;
  conforme: boolean;
  raison: string | null;
};

export type Certainty = "sur" | "peut-etre" | "rien";

export type ChangementReponse = {
  id: string;
  objet: string;
  nature: string;
  date: string;
  lien: string | null;
};

export type ChangementsReponse = {
  items: Array<ChangementReponse>;
  total: number;
  page: number;
  size: number;
  pages: number;
  debut: string;
  complet: boolean;
  version_index: string;
  index_du: string;
};

export type ClassificationParametres = {
  textes: Array<string>;
};

export type ClassificationReponse = {
  items: Array<TexteClasse>;
  version_index: string;
};

export type Closeness = "Répond à votre besoin" | "Proche de votre besoin" | "Peut-être";

export type CodeReponse = {
  code: string;
  libelle: string;
};

export type CommuneDuPoint = {
  nom: string;
  code_commune: string;
  code_departement: string;
  code_region: string;
  epci: string;
  latitude: number;
  longitude: number;
  distance: number;
};

export type CommuneReponse = {
  commune: CommuneDuPoint | null;
  attribution: string;
};

export type CompetencesReponse = {
  competences: Array<string>;
  langues: Array<string>;
  voies: Array<string>;
  conditions: Array<string>;
  lieu: LieuReponse | null;
  lieu_compris: boolean;
  elargissements: Array<string>;
  codes_elargissements: Array<Widening>;
  metiers: Array<MetierReponse>;
  offres: Array<OffreReponse>;
  message: string | null;
  version_index: string;
};

export type CorrectionReponse = {
  texte: string;
  changements: Array<[string, string]>;
};

export type DoublonReponse = {
  id: string;
  nom: string;
  source: string;
};

export type Encoding = "utf-8" | "windows-1252";

export type EtapeUrgence = {
  texte: string;
  numero: string;
  lien: string;
};

export type EtatReponse = {
  etat: string;
  preparation?: PreparationReponse | null;
};

export type ExigenceReponse = {
  libelle: string;
  niveau: string;
  etat: Meeting;
  dit: string;
  cosinus: number;
};

export type FacetteLieuxReponse = {
  champ: string;
  lieux: number;
  renseignes: number;
  valeurs: Array<ValeurReponse>;
};

export type FacetteReponse = {
  champ: string;
  valeurs: Array<ValeurReponse>;
};

export type FacettesReponse = {
  total: number;
  facettes: Array<FacetteReponse>;
  version_index: string;
};

export type FicheProche = {
  id: string;
  nom: string;
  type: string;
  commune: string | null;
  cosinus: number;
  communs: Array<CodeReponse>;
};

export type FichesProchesReponse = {
  items: Array<FicheProche>;
  version_index: string;
};

export type FieldError = {
  champ: string;
  message: string;
};

export type Group = "service-national" | "pres-de-vous" | "dans-votre-region" | "partout" | "autres-pays";

export type JsonValue = unknown;

export type Licence = {
  name: string;
  path: string;
};

export type LieuDeFiche = {
  id: string;
  nom: string;
  distance: number | null;
  situation: string;
  precision: Precision;
  adresse: string | null;
  code_postal: string | null;
  commune: string;
  telephone: string | null;
  courriel: string | null;
  site_web: string | null;
  horaires_accueil: string | null;
  ouvert: boolean | null;
  ouvert_jusqu_a: string | null;
  frais: string | null;
  prise_rdv: string | null;
  publics: Array<string>;
  services: Array<string>;
  source: string;
  licence: string;
  date_source: string | null;
  lien: string;
};

export type LieuEntier = {
  id: string;
  nom: string;
  distance: number | null;
  situation: string;
  precision: Precision;
  adresse: string | null;
  code_postal: string | null;
  commune: string;
  telephone: string | null;
  courriel: string | null;
  site_web: string | null;
  horaires_accueil: string | null;
  ouvert: boolean | null;
  ouvert_jusqu_a: string | null;
  frais: string | null;
  prise_rdv: string | null;
  publics: Array<string>;
  services: Array<string>;
  source: string;
  licence: string;
  date_source: string | null;
  lien: string;
  reseau: string;
  autres_reseaux: Array<string>;
  complement_adresse: string | null;
  code_insee: string | null;
  latitude: number;
  longitude: number;
  accessibilite_lieu: string | null;
  besoins: Array<string>;
  a_verifier: boolean;
  meme_lieu: Array<string>;
};

export type LieuPropose = {
  nom: string;
  code_insee: string;
  code_postal: string;
  departement: string;
  libelle: string;
  latitude: number | null;
  longitude: number | null;
};

export type LieuReponse = {
  nom: string;
  type: string;
  code: string;
  latitude: number | null;
  longitude: number | null;
  mots: string;
};

export type LieuSuggere = {
  nom: string;
  code_insee: string;
  code_postal: string;
  departement: string;
  libelle: string;
  latitude: number | null;
  longitude: number | null;
  nature: "lieu";
};

export type LieuxProposes = {
  items: Array<LieuPropose>;
  attribution: string;
};

export type LieuxReponse = {
  items: Array<LieuEntier>;
  total: number;
  page: number;
  size: number;
  pages: number;
  lieu: LieuReponse | null;
  lieu_compris: boolean;
  elargissements: Array<string>;
  facettes_lieux: Array<FacetteLieuxReponse>;
  version_index: string;
};

export type LotParametres = {
  recherches: Array<RechercheDuLot>;
};

export type LotReponse = {
  items: Array<RechercheFaite>;
  version_index: string;
};

export type Meeting = "acquise" | "proche" | "a-acquerir";

export type MetierReponse = {
  rang: number;
  metier: MetierResume;
  score: number;
  couverture: number;
  exigences: Array<ExigenceReponse>;
  acteurs: Array<AccueilReponse>;
};

export type MetierResume = {
  id: string;
  type: string;
  nom: string;
  description: string | null;
  code_rome: string | null;
  voies: Array<string>;
  acces: string | null;
  source: string;
};

export type MetierVraisemblable = {
  id: string;
  nom: string;
  code_rome: string | null;
  vraisemblance: number;
};

export type MetiersReponse = {
  items: Array<MetierResume>;
  total: number;
  page: number;
  size: number;
  pages: number;
  version_index: string;
};

export type MoteurReponse = {
  nom: string;
  repond: boolean;
  raison: string | null;
};

export type Need = {
  id: string;
  nom: string;
  sigle?: string | null;
  autres_noms: Array<string>;
  description: string;
  familles: Array<string>;
  besoins: Array<string>;
  services: Array<Service>;
  thematiques: Array<string>;
  publics: Array<string>;
  prise_en_charge: Array<string>;
  frais?: string | null;
  frais_precisions?: string | null;
  modes_accueil: Array<string>;
  modes_mobilisation: Array<string>;
  mobilisable_par: Array<string>;
  conditions_acces?: string | null;
  langues: Array<string>;
  horaires_accueil?: string | null;
  forme_juridique?: string | null;
  questions: Array<string>;
  siret?: string | null;
  rna?: string | null;
  ridet?: string | null;
  adresse?: string | null;
  complement_adresse?: string | null;
  code_postal?: string | null;
  commune?: string | null;
  code_insee?: string | null;
  latitude?: number | null;
  longitude?: number | null;
  zone_eligibilite: Array<string>;
  territoires: Array<string>;
  telephone?: string | null;
  courriel?: string | null;
  site_web?: string | null;
  lien_mobilisation?: string | null;
  accessibilite_lieu?: string | null;
  reseaux_porteurs: Array<string>;
  libelles: Record<string, Array<string>>;
  lien_source?: string | null;
  source: string;
  sources: Array<string>;
  preuves: Record<string, string>;
  date_source?: string | null;
  date_source_nature?: string | null;
  confirmee_le?: string | null;
  date_maj?: string | null;
  competences_recherchees: Array<string>;
  missions: Array<string>;
  type: "besoin";
  date_fin?: string | null;
  a_reverifier: boolean;
};

export type NomPropose = {
  nature: "nom";
  id: string;
  libelle: string;
};

export type NumeroUrgence = {
  numero: string;
  nom: string;
  pour: string;
  moyen: string;
  heures: string;
  source: string;
};

export type Occupation = {
  id: string;
  type: "metier" | "role-benevole";
  nom: string;
  appellations: Array<string>;
  paroles: Array<string>;
  description?: string | null;
  competences: Array<Skill>;
  code_rome?: string | null;
  voies: Array<string>;
  acces?: string | null;
  formations: Array<Training>;
  familles: Array<string>;
  acteurs: Array<string>;
  source: string;
};

export type OffreReponse = {
  id: string;
  nom: string;
  texte: string;
  dit: string;
  cosinus: number;
  distance: number | null;
  precision: Precision | null;
  groupe: Group | null;
  nombre_lieux: number;
  lieux: Array<LieuDeFiche>;
};

export type PaquetReponse = {
  $schema: string;
  name: string;
  title: string;
  version: string;
  created: string;
  licenses: Array<Licence>;
  resources: Array<Ressource>;
};

export type PostedMapSearch = {
  q: string;
  familles?: Array<"economie-circulaire" | "inclusion-education-populaire" | "communs-numeriques" | "plateformes-cooperatives" | "telecoms-solidaires" | "donnees-ia-interet-general" | "accompagnement-ess">;
  type?: Array<"structure" | "programme" | "besoin">;
  publics?: Array<"tous-publics" | "actifs" | "beneficiaires-des-minimas-sociaux" | "demandeurs-emploi" | "etudiants" | "familles" | "femmes" | "jeunes" | "personnes-en-situation-de-handicap" | "personnes-en-situation-durgence" | "personnes-en-situation-juridique-specifique" | "personnes-exilees" | "residents-qpv-frr" | "seniors" | "associations" | "collectivites" | "entreprises">;
  frais?: Array<"gratuit" | "gratuit-sous-condition" | "payant">;
  modes_accueil?: Array<"en-presentiel" | "a-distance">;
  territoires?: Array<"france-entiere" | "auvergne-rhone-alpes" | "bourgogne-franche-comte" | "bretagne" | "centre-val-de-loire" | "corse" | "grand-est" | "hauts-de-france" | "ile-de-france" | "normandie" | "nouvelle-aquitaine" | "occitanie" | "pays-de-la-loire" | "provence-alpes-cote-d-azur" | "guadeloupe" | "guyane" | "la-reunion" | "martinique" | "mayotte" | "autres-outre-mer" | "belgique" | "luxembourg" | "suisse" | "canada" | "europe" | "monde">;
  prise_en_charge?: Array<"surdite" | "handicaps-moteurs" | "handicaps-mentaux" | "illettrisme" | "langues-etrangeres-anglais" | "langues-etrangeres-autres" | "deficience-visuelle">;
  langues?: Array<"fr" | "fsl" | "en" | "ar" | "es" | "pt" | "uk" | "ru" | "tr" | "fa" | "prs" | "ps" | "ti" | "bn" | "zh" | "ro" | "it" | "de" | "nl" | "so" | "wo" | "kab" | "br" | "eu" | "co" | "oc" | "rcf" | "gcf">;
  modes_mobilisation?: Array<"telephoner" | "envoyer-un-courriel" | "se-presenter" | "utiliser-lien-mobilisation">;
  accompagnement?: Array<"individuel" | "collectif" | "autonomie">;
  lieu?: string;
  code_commune?: string;
  code_departement?: string;
  code_region?: string;
  epci?: string;
  lat?: number | null;
  lon?: number | null;
  distance?: number;
  ouvert?: boolean;
  ouvert_le?: string | null;
  service?: Array<"Aide aux démarches administratives" | "Maîtrise des outils numériques du quotidien" | "Insertion professionnelle via le numérique" | "Utilisation sécurisée du numérique" | "Parentalité et éducation avec le numérique" | "Loisirs et créations numériques" | "Compréhension du monde numérique" | "Accès internet et matériel informatique" | "Acquisition de matériel informatique à prix solidaire">;
  frais_lieu?: Array<"gratuit" | "gratuit-sous-condition" | "payant">;
  rdv?: boolean;
  accessible?: boolean;
  partout?: boolean;
  tri?: "pertinence" | "distance";
  exact?: boolean;
  page?: number;
  size?: number;
};

export type PostedSearch = {
  q: string;
  familles?: Array<"economie-circulaire" | "inclusion-education-populaire" | "communs-numeriques" | "plateformes-cooperatives" | "telecoms-solidaires" | "donnees-ia-interet-general" | "accompagnement-ess">;
  type?: Array<"structure" | "programme" | "besoin">;
  publics?: Array<"tous-publics" | "actifs" | "beneficiaires-des-minimas-sociaux" | "demandeurs-emploi" | "etudiants" | "familles" | "femmes" | "jeunes" | "personnes-en-situation-de-handicap" | "personnes-en-situation-durgence" | "personnes-en-situation-juridique-specifique" | "personnes-exilees" | "residents-qpv-frr" | "seniors" | "associations" | "collectivites" | "entreprises">;
  frais?: Array<"gratuit" | "gratuit-sous-condition" | "payant">;
  modes_accueil?: Array<"en-presentiel" | "a-distance">;
  territoires?: Array<"france-entiere" | "auvergne-rhone-alpes" | "bourgogne-franche-comte" | "bretagne" | "centre-val-de-loire" | "corse" | "grand-est" | "hauts-de-france" | "ile-de-france" | "normandie" | "nouvelle-aquitaine" | "occitanie" | "pays-de-la-loire" | "provence-alpes-cote-d-azur" | "guadeloupe" | "guyane" | "la-reunion" | "martinique" | "mayotte" | "autres-outre-mer" | "belgique" | "luxembourg" | "suisse" | "canada" | "europe" | "monde">;
  prise_en_charge?: Array<"surdite" | "handicaps-moteurs" | "handicaps-mentaux" | "illettrisme" | "langues-etrangeres-anglais" | "langues-etrangeres-autres" | "deficience-visuelle">;
  langues?: Array<"fr" | "fsl" | "en" | "ar" | "es" | "pt" | "uk" | "ru" | "tr" | "fa" | "prs" | "ps" | "ti" | "bn" | "zh" | "ro" | "it" | "de" | "nl" | "so" | "wo" | "kab" | "br" | "eu" | "co" | "oc" | "rcf" | "gcf">;
  modes_mobilisation?: Array<"telephoner" | "envoyer-un-courriel" | "se-presenter" | "utiliser-lien-mobilisation">;
  accompagnement?: Array<"individuel" | "collectif" | "autonomie">;
  lieu?: string;
  code_commune?: string;
  code_departement?: string;
  code_region?: string;
  epci?: string;
  lat?: number | null;
  lon?: number | null;
  distance?: number;
  ouvert?: boolean;
  ouvert_le?: string | null;
  service?: Array<"Aide aux démarches administratives" | "Maîtrise des outils numériques du quotidien" | "Insertion professionnelle via le numérique" | "Utilisation sécurisée du numérique" | "Parentalité et éducation avec le numérique" | "Loisirs et créations numériques" | "Compréhension du monde numérique" | "Accès internet et matériel informatique" | "Acquisition de matériel informatique à prix solidaire">;
  frais_lieu?: Array<"gratuit" | "gratuit-sous-condition" | "payant">;
  rdv?: boolean;
  accessible?: boolean;
  partout?: boolean;
  tri?: "pertinence" | "distance";
  exact?: boolean;
  page?: number;
  size?: number;
  format?: "json" | "geojson" | "csv";
  facettes?: boolean;
  champs?: Array<string>;
};

export type PostedTableSearch = {
  q: string;
  familles?: Array<"economie-circulaire" | "inclusion-education-populaire" | "communs-numeriques" | "plateformes-cooperatives" | "telecoms-solidaires" | "donnees-ia-interet-general" | "accompagnement-ess">;
  type?: Array<"structure" | "programme" | "besoin">;
  publics?: Array<"tous-publics" | "actifs" | "beneficiaires-des-minimas-sociaux" | "demandeurs-emploi" | "etudiants" | "familles" | "femmes" | "jeunes" | "personnes-en-situation-de-handicap" | "personnes-en-situation-durgence" | "personnes-en-situation-juridique-specifique" | "personnes-exilees" | "residents-qpv-frr" | "seniors" | "associations" | "collectivites" | "entreprises">;
  frais?: Array<"gratuit" | "gratuit-sous-condition" | "payant">;
  modes_accueil?: Array<"en-presentiel" | "a-distance">;
  territoires?: Array<"france-entiere" | "auvergne-rhone-alpes" | "bourgogne-franche-comte" | "bretagne" | "centre-val-de-loire" | "corse" | "grand-est" | "hauts-de-france" | "ile-de-france" | "normandie" | "nouvelle-aquitaine" | "occitanie" | "pays-de-la-loire" | "provence-alpes-cote-d-azur" | "guadeloupe" | "guyane" | "la-reunion" | "martinique" | "mayotte" | "autres-outre-mer" | "belgique" | "luxembourg" | "suisse" | "canada" | "europe" | "monde">;
  prise_en_charge?: Array<"surdite" | "handicaps-moteurs" | "handicaps-mentaux" | "illettrisme" | "langues-etrangeres-anglais" | "langues-etrangeres-autres" | "deficience-visuelle">;
  langues?: Array<"fr" | "fsl" | "en" | "ar" | "es" | "pt" | "uk" | "ru" | "tr" | "fa" | "prs" | "ps" | "ti" | "bn" | "zh" | "ro" | "it" | "de" | "nl" | "so" | "wo" | "kab" | "br" | "eu" | "co" | "oc" | "rcf" | "gcf">;
  modes_mobilisation?: Array<"telephoner" | "envoyer-un-courriel" | "se-presenter" | "utiliser-lien-mobilisation">;
  accompagnement?: Array<"individuel" | "collectif" | "autonomie">;
  lieu?: string;
  code_commune?: string;
  code_departement?: string;
  code_region?: string;
  epci?: string;
  lat?: number | null;
  lon?: number | null;
  distance?: number;
  ouvert?: boolean;
  ouvert_le?: string | null;
  service?: Array<"Aide aux démarches administratives" | "Maîtrise des outils numériques du quotidien" | "Insertion professionnelle via le numérique" | "Utilisation sécurisée du numérique" | "Parentalité et éducation avec le numérique" | "Loisirs et créations numériques" | "Compréhension du monde numérique" | "Accès internet et matériel informatique" | "Acquisition de matériel informatique à prix solidaire">;
  frais_lieu?: Array<"gratuit" | "gratuit-sous-condition" | "payant">;
  rdv?: boolean;
  accessible?: boolean;
  partout?: boolean;
  tri?: "pertinence" | "distance";
  exact?: boolean;
  page?: number;
  size?: number;
  excel?: boolean;
};

export type Precision = "adresse" | "rue" | "commune";

export type PreparationReponse = {
  etape: Step;
  pourcent: number;
  reste_s: number;
  erreur: string | null;
};

export type PretReponse = {
  etat: string;
  index: string;
  mode: string;
  moteur: MoteurReponse;
};

export type Problem = {
  type: string;
  title: string;
  status: number;
  detail: string;
  errors: Array<FieldError>;
};

export type ProfileParameters = {
  lieu?: string;
  code_commune?: string;
  code_departement?: string;
  code_region?: string;
  epci?: string;
  lat?: number | null;
  lon?: number | null;
  distance?: number;
  profil?: string;
  competences?: Array<string>;
  voies?: Array<"emploi" | "formation" | "insertion" | "benevolat" | "volontariat" | "mecenat">;
  referentiel?: Array<Referentiel>;
  size?: number;
};

export type Programme = {
  id: string;
  nom: string;
  sigle?: string | null;
  autres_noms: Array<string>;
  description: string;
  familles: Array<string>;
  besoins: Array<string>;
  services: Array<Service>;
  thematiques: Array<string>;
  publics: Array<string>;
  prise_en_charge: Array<string>;
  frais?: string | null;
  frais_precisions?: string | null;
  modes_accueil: Array<string>;
  modes_mobilisation: Array<string>;
  mobilisable_par: Array<string>;
  conditions_acces?: string | null;
  langues: Array<string>;
  horaires_accueil?: string | null;
  forme_juridique?: string | null;
  questions: Array<string>;
  siret?: string | null;
  rna?: string | null;
  ridet?: string | null;
  adresse?: string | null;
  complement_adresse?: string | null;
  code_postal?: string | null;
  commune?: string | null;
  code_insee?: string | null;
  latitude?: number | null;
  longitude?: number | null;
  zone_eligibilite: Array<string>;
  territoires: Array<string>;
  telephone?: string | null;
  courriel?: string | null;
  site_web?: string | null;
  lien_mobilisation?: string | null;
  accessibilite_lieu?: string | null;
  reseaux_porteurs: Array<string>;
  libelles: Record<string, Array<string>>;
  lien_source?: string | null;
  source: string;
  sources: Array<string>;
  preuves: Record<string, string>;
  date_source?: string | null;
  date_source_nature?: string | null;
  confirmee_le?: string | null;
  date_maj?: string | null;
  competences_recherchees: Array<string>;
  missions: Array<string>;
  type: "programme";
  a_reverifier: boolean;
};

export type RaisonReponse = {
  libelle: string;
  texte: string;
  reperes: Array<[number, number]>;
};

export type RechercheDuLot = {
  q: string;
  familles?: Array<string>;
  type?: Array<string>;
  publics?: Array<string>;
  frais?: Array<string>;
  modes_accueil?: Array<string>;
  territoires?: Array<string>;
  prise_en_charge?: Array<string>;
  langues?: Array<string>;
  modes_mobilisation?: Array<string>;
  accompagnement?: Array<string>;
  lieu?: string;
  code_commune?: string;
  code_departement?: string;
  code_region?: string;
  epci?: string;
  lat?: number | null;
  lon?: number | null;
  distance?: number;
  ouvert?: boolean;
  ouvert_le?: string | null;
  service?: Array<string>;
  frais_lieu?: Array<string>;
  rdv?: boolean;
  accessible?: boolean;
  partout?: boolean;
  tri?: "pertinence" | "distance";
  exact?: boolean;
  page?: number;
  size?: number;
  champs?: Array<string>;
};

export type RechercheFaite = {
  reponse: RechercheReponse | null;
  probleme: Problem | null;
};

export type RechercheReponse = {
  urgence: Array<NumeroUrgence>;
  urgence_possible: Array<NumeroUrgence>;
  a_faire: Array<EtapeUrgence>;
  items: Array<ResultatReponse>;
  total: number;
  total_exact: boolean;
  certitude: Certainty;
  page: number;
  size: number;
  pages: number;
  message: string | null;
  besoins_possibles: Array<string>;
  correction: CorrectionReponse | null;
  nom: string | null;
  nom_inconnu: string | null;
  lieu: LieuReponse | null;
  lieu_compris: boolean;
  elargissements: Array<string>;
  codes_elargissements: Array<Widening>;
  facettes: Array<FacetteReponse>;
  facettes_lieux: Array<FacetteLieuxReponse>;
  mode: string;
  durees_ms: Record<string, number>;
  version_index: string;
};

export type Referentiel = "orientess" | "rome";

export type Ressource = {
  name: string;
  path: string;
  mediatype: string;
  encoding: string;
  licenses: Array<Licence>;
  compression?: string | null;
  bytes?: number | null;
  hash?: string | null;
};

export type ResultatReponse = {
  rang: number;
  fiche: Actor | Programme | Need;
  lien: string;
  raison: RaisonReponse;
  distance: number | null;
  precision: Precision | null;
  groupe: Group | null;
  nombre_lieux: number;
  lieux: Array<LieuDeFiche>;
  score: number;
  confiance: number;
  appreciation: Closeness;
  signaux: Array<SignalReponse>;
  doublons: Array<DoublonReponse>;
};

export type Separator = "virgule" | "point-virgule" | "tabulation";

export type Service = {
  nom: string;
  description?: string | null;
  type?: string | null;
  details: Record<string, JsonValue>;
};

export type SignalReponse = {
  nom: string;
  valeur: number;
  unite: string;
  part: number;
  plafond: number;
};

export type SignalementParametres = {
  fiche: string;
  raison: "perime" | "conditions" | "prix" | "zone" | "disparu" | "contact" | "description" | "autre";
  rubrique?: "" | "description" | "public" | "cout" | "acces" | "contact" | "lieu" | "horaires" | "source";
  commentaire?: string;
};

export type SignalementReponse = {
  fiche: string;
  raison: string;
  rubrique: string;
  commentaire: string;
  message: string;
};

export type Skill = {
  libelle: string;
  niveau: string;
};

export type Step = "installation" | "encodeur" | "textes" | "index";

export type Subject = "fiche" | "lieu";

export type SuggestionsReponse = {
  items: Array<BesoinPropose | LieuSuggere | NomPropose>;
  attribution: string;
};

export type TexteClasse = {
  id_inference: string;
  texte: string;
  besoins: Array<BesoinVraisemblable>;
  metiers: Array<MetierVraisemblable>;
  message: string | null;
};

export type ThemeReponse = {
  id: string;
  libelle: string;
  besoins: Array<BesoinResume>;
};

export type Training = {
  nom: string;
  source: string;
};

export type ValeurReponse = {
  code: string;
  libelle: string;
  nombre: number;
  choisi: boolean;
};

export type VersionReponse = {
  service: string;
  index: string;
  date_index: string;
  age_s: number;
  sha256: string;
  encodeur: string;
  empreinte: string;
  fiches: number;
  passages: number;
  calibration: CalibrationReponse;
  mode: string;
};

export type Widening = "lieu-inconnu" | "rayon-elargi" | "france-entiere" | "europe-ou-monde" | "rien-de-proche";

export interface ActorParameters {
  id: string;
}

export interface ActorsParameters {
  lieu?: string;
  code_commune?: string;
  code_departement?: string;
  code_region?: string;
  epci?: string;
  lat?: number | null;
  lon?: number | null;
  distance?: number;
  besoins?: Array<string>;
  thematiques?: Array<"choisir-un-metier--confirmer-son-choix-de-metier" | "choisir-un-metier--connaitre-les-opportunites-demploi" | "choisir-un-metier--decouvrir-un-metier-ou-un-secteur-dactivite" | "choisir-un-metier--identifier-ses-points-forts-et-ses-competences" | "creer-une-entreprise--definir-son-projet-de-creation-dentreprise" | "creer-une-entreprise--developper-son-entreprise" | "creer-une-entreprise--structurer-son-projet-de-creation-dentreprise" | "difficultes-administratives-ou-juridiques--accompagnement-aux-demarches-administratives" | "difficultes-administratives-ou-juridiques--accompagnement-pour-lacces-a-la-citoyennete" | "difficultes-administratives-ou-juridiques--accompagnement-pour-lacces-aux-droits" | "difficultes-administratives-ou-juridiques--beneficier-dune-mesure-daccompagnement-adapte" | "difficultes-administratives-ou-juridiques--connaitre-ses-droits-face-a-une-discrimination" | "difficultes-administratives-ou-juridiques--prendre-en-compte-une-problematique-judiciaire" | "difficultes-financieres--acquerir-une-autonomie-budgetaire" | "difficultes-financieres--ameliorer-sa-gestion-budgetaire" | "difficultes-financieres--mettre-en-place-une-mesure-de-protection-financiere" | "difficultes-financieres--prevenir-une-degradation-de-la-situation-financiere" | "difficultes-financieres--situation-dendettement-surendettement" | "equipement-et-alimentation--aide-menagere" | "equipement-et-alimentation--alimentation" | "equipement-et-alimentation--electromenager" | "equipement-et-alimentation--habillement" | "famille--garde-denfants" | "famille--prise-en-charge-personne-dependante" | "famille--soutien-a-la-parentalite-et-a-leducation" | "famille--soutien-aidants" | "famille--surmonter-conflits-separation-violence" | "lecture-ecriture-calcul--maitriser-le-calcul" | "lecture-ecriture-calcul--maitriser-le-francais" | "logement-hebergement--acheter-un-logement" | "logement-hebergement--changer-de-logement" | "logement-hebergement--louer-un-logement" | "logement-hebergement--rechercher-une-solution-dhebergement-temporaire" | "logement-hebergement--reduire-les-impayes-de-loyer" | "logement-hebergement--se-maintenir-dans-le-logement" | "logement-hebergement--sinformer-sur-les-demarches-liees-a-lacces-au-logement" | "mobilite--acceder-a-un-vehicule" | "mobilite--entretenir-reparer-son-vehicule" | "mobilite--etre-accompagne-dans-son-parcours-mobilite" | "mobilite--financer-ma-mobilite" | "mobilite--preparer-un-permis" | "mobilite--mobilite-douce-partagee-collective" | "numerique--acceder-a-des-services-en-ligne" | "numerique--acceder-a-une-connexion-internet" | "numerique--acquerir-un-equipement" | "numerique--maitriser-les-fondamentaux-du-numerique" | "preparer-sa-candidature--developper-son-reseau" | "preparer-sa-candidature--organiser-ses-demarches-de-recherche-demploi" | "preparer-sa-candidature--realiser-un-cv-et-ou-une-lettre-de-motivation" | "preparer-sa-candidature--valoriser-ses-competences" | "remobilisation--activites-sportives-et-culturelles" | "remobilisation--benevolat-action-citoyenne" | "remobilisation--bien-etre-confiance-en-soi" | "remobilisation--lien-social" | "sante--acces-aux-soins" | "sante--addictions" | "sante--constituer-un-dossier-mdph-invalidite" | "sante--sante-mentale" | "sante--sante-sexuelle" | "se-former--monter-son-dossier-de-formation" | "se-former--trouver-sa-formation" | "souvrir-a-linternational--connaitre-les-opportunites-demploi-a-letranger" | "souvrir-a-linternational--sinformer-sur-les-aides-pour-travailler-a-letranger" | "souvrir-a-linternational--sorganiser-suite-a-son-retour-en-france" | "trouver-un-emploi--convaincre-un-recruteur-en-entretien" | "trouver-un-emploi--faire-des-candidatures-spontanees" | "trouver-un-emploi--maintien-dans-lemploi" | "trouver-un-emploi--repondre-a-des-offres-demploi" | "trouver-un-emploi--suivre-ses-candidatures-et-relancer-les-employeurs" | "choisir-un-metier" | "creer-une-entreprise" | "difficultes-administratives-ou-juridiques" | "difficultes-financieres" | "equipement-et-alimentation" | "famille" | "lecture-ecriture-calcul" | "logement-hebergement" | "mobilite" | "numerique" | "preparer-sa-candidature" | "remobilisation" | "sante" | "se-former" | "souvrir-a-linternational" | "trouver-un-emploi">;
  reseaux_porteurs?: Array<"60000-rebonds" | "action-logement" | "adie" | "afpa" | "agefiph" | "ai" | "aidants-connect" | "alliance-villes-emploi" | "anlci" | "apprentis-dauteuil" | "ase" | "banques-alimentaires" | "caarud" | "cada" | "caf" | "campus-connecte" | "cap-emploi-reseau-cheops" | "cava" | "ccas-cias" | "chambres-consulaires" | "chantier-ecole" | "chrs" | "chu" | "cidff" | "cmp" | "cms" | "cnam" | "collectif-emploi" | "communes" | "coorace" | "conseillers-numeriques" | "cpam" | "cph" | "creches-avip" | "crepi" | "cresus" | "croix-rouge" | "csapa" | "delegataire-conseil-departemental" | "departements" | "duo-for-a-job" | "ecoles-de-la-deuxieme-chance" | "ea" | "eatt" | "egee" | "emmaus" | "epide" | "esat" | "espaces-publics-numeriques" | "etcld" | "fabrique-de-territoire" | "face" | "fcsf" | "federation-professionnelle-femmes" | "federation-des-acteurs-de-la-solidarite" | "france-active" | "france-service" | "france-travail" | "french-tech" | "geiq" | "grandes-ecoles-du-numerique" | "huda" | "hup" | "inae" | "initiative-france" | "konexio" | "la-cravate-solidaire" | "la-poste" | "les-premieres" | "maisons-de-l-emploi" | "maison-departementale-de-lautonomie" | "maisons-des-solidarites" | "mdph" | "mission-locale" | "mjc" | "mobin" | "msap" | "mutualite-sociale-agricole" | "nqt" | "pimms-mediation" | "pjj" | "plie" | "points-conseil-budget" | "points-justice" | "positive-planet" | "regions" | "reseau-app" | "reseau-bge" | "reseau-entreprendre" | "reseau-information-jeunesse" | "residences-fjt" | "ressourceries" | "restos-du-coeur" | "secours-populaire" | "ei" | "aci" | "etti" | "eiti" | "siao" | "simplon" | "singa" | "snc" | "spip" | "tous-tes-possibles" | "unaf" | "unea" | "unis-cite" | "wimoov">;
  mobilisable_par?: Array<"usagers" | "professionnels">;
  sources?: Array<string>;
  score_qualite_minimum?: number;
  exclure_doublons?: boolean;
  modifie_depuis?: string | null;
  groupe?: Array<"pres-de-vous" | "dans-votre-region" | "partout" | "autres-pays">;
  familles?: Array<"economie-circulaire" | "inclusion-education-populaire" | "communs-numeriques" | "plateformes-cooperatives" | "telecoms-solidaires" | "donnees-ia-interet-general" | "accompagnement-ess">;
  type?: Array<"structure" | "programme" | "besoin">;
  publics?: Array<"tous-publics" | "actifs" | "beneficiaires-des-minimas-sociaux" | "demandeurs-emploi" | "etudiants" | "familles" | "femmes" | "jeunes" | "personnes-en-situation-de-handicap" | "personnes-en-situation-durgence" | "personnes-en-situation-juridique-specifique" | "personnes-exilees" | "residents-qpv-frr" | "seniors" | "associations" | "collectivites" | "entreprises">;
  frais?: Array<"gratuit" | "gratuit-sous-condition" | "payant">;
  modes_accueil?: Array<"en-presentiel" | "a-distance">;
  territoires?: Array<"france-entiere" | "auvergne-rhone-alpes" | "bourgogne-franche-comte" | "bretagne" | "centre-val-de-loire" | "corse" | "grand-est" | "hauts-de-france" | "ile-de-france" | "normandie" | "nouvelle-aquitaine" | "occitanie" | "pays-de-la-loire" | "provence-alpes-cote-d-azur" | "guadeloupe" | "guyane" | "la-reunion" | "martinique" | "mayotte" | "autres-outre-mer" | "belgique" | "luxembourg" | "suisse" | "canada" | "europe" | "monde">;
  prise_en_charge?: Array<"surdite" | "handicaps-moteurs" | "handicaps-mentaux" | "illettrisme" | "langues-etrangeres-anglais" | "langues-etrangeres-autres" | "deficience-visuelle">;
  langues?: Array<"fr" | "fsl" | "en" | "ar" | "es" | "pt" | "uk" | "ru" | "tr" | "fa" | "prs" | "ps" | "ti" | "bn" | "zh" | "ro" | "it" | "de" | "nl" | "so" | "wo" | "kab" | "br" | "eu" | "co" | "oc" | "rcf" | "gcf">;
  modes_mobilisation?: Array<"telephoner" | "envoyer-un-courriel" | "se-presenter" | "utiliser-lien-mobilisation">;
  accompagnement?: Array<"individuel" | "collectif" | "autonomie">;
  champs?: Array<string>;
  apres?: string | null;
  page?: number;
  size?: number;
}

export interface ActorsOfNeedParameters {
  id: string;
  lieu?: string;
  code_commune?: string;
  code_departement?: string;
  code_region?: string;
  epci?: string;
  lat?: number | null;
  lon?: number | null;
  distance?: number;
  page?: number;
  size?: number;
  familles?: Array<"economie-circulaire" | "inclusion-education-populaire" | "communs-numeriques" | "plateformes-cooperatives" | "telecoms-solidaires" | "donnees-ia-interet-general" | "accompagnement-ess">;
  type?: Array<"structure" | "programme" | "besoin">;
  publics?: Array<"tous-publics" | "actifs" | "beneficiaires-des-minimas-sociaux" | "demandeurs-emploi" | "etudiants" | "familles" | "femmes" | "jeunes" | "personnes-en-situation-de-handicap" | "personnes-en-situation-durgence" | "personnes-en-situation-juridique-specifique" | "personnes-exilees" | "residents-qpv-frr" | "seniors" | "associations" | "collectivites" | "entreprises">;
  frais?: Array<"gratuit" | "gratuit-sous-condition" | "payant">;
  modes_accueil?: Array<"en-presentiel" | "a-distance">;
  territoires?: Array<"france-entiere" | "auvergne-rhone-alpes" | "bourgogne-franche-comte" | "bretagne" | "centre-val-de-loire" | "corse" | "grand-est" | "hauts-de-france" | "ile-de-france" | "normandie" | "nouvelle-aquitaine" | "occitanie" | "pays-de-la-loire" | "provence-alpes-cote-d-azur" | "guadeloupe" | "guyane" | "la-reunion" | "martinique" | "mayotte" | "autres-outre-mer" | "belgique" | "luxembourg" | "suisse" | "canada" | "europe" | "monde">;
  prise_en_charge?: Array<"surdite" | "handicaps-moteurs" | "handicaps-mentaux" | "illettrisme" | "langues-etrangeres-anglais" | "langues-etrangeres-autres" | "deficience-visuelle">;
  langues?: Array<"fr" | "fsl" | "en" | "ar" | "es" | "pt" | "uk" | "ru" | "tr" | "fa" | "prs" | "ps" | "ti" | "bn" | "zh" | "ro" | "it" | "de" | "nl" | "so" | "wo" | "kab" | "br" | "eu" | "co" | "oc" | "rcf" | "gcf">;
  modes_mobilisation?: Array<"telephoner" | "envoyer-un-courriel" | "se-presenter" | "utiliser-lien-mobilisation">;
  accompagnement?: Array<"individuel" | "collectif" | "autonomie">;
}

export interface BrowserSuggestionsParameters {
  q: string;
}

export interface ChangesParameters {
  depuis?: string | null;
  objet?: Subject;
  page?: number;
  size?: number;
}

export interface ChangesFeedParameters {
}

export type ClassifyParameters = ClassificationParametres;

export interface CommuneAtParameters {
  lat: number;
  lon: number;
}

export interface CommunesParameters {
  q: string;
  limit?: number;
}

export interface CommunesOfFileParameters {
  encodage?: Encoding;
  separateur?: Separator | null;
}

export interface ComplementaryParameters {
  id: string;
  size?: number;
}

export interface ExportParameters {
  lieu?: string;
  code_commune?: string;
  code_departement?: string;
  code_region?: string;
  epci?: string;
  lat?: number | null;
  lon?: number | null;
  distance?: number;
  besoins?: Array<string>;
  thematiques?: Array<"choisir-un-metier--confirmer-son-choix-de-metier" | "choisir-un-metier--connaitre-les-opportunites-demploi" | "choisir-un-metier--decouvrir-un-metier-ou-un-secteur-dactivite" | "choisir-un-metier--identifier-ses-points-forts-et-ses-competences" | "creer-une-entreprise--definir-son-projet-de-creation-dentreprise" | "creer-une-entreprise--developper-son-entreprise" | "creer-une-entreprise--structurer-son-projet-de-creation-dentreprise" | "difficultes-administratives-ou-juridiques--accompagnement-aux-demarches-administratives" | "difficultes-administratives-ou-juridiques--accompagnement-pour-lacces-a-la-citoyennete" | "difficultes-administratives-ou-juridiques--accompagnement-pour-lacces-aux-droits" | "difficultes-administratives-ou-juridiques--beneficier-dune-mesure-daccompagnement-adapte" | "difficultes-administratives-ou-juridiques--connaitre-ses-droits-face-a-une-discrimination" | "difficultes-administratives-ou-juridiques--prendre-en-compte-une-problematique-judiciaire" | "difficultes-financieres--acquerir-une-autonomie-budgetaire" | "difficultes-financieres--ameliorer-sa-gestion-budgetaire" | "difficultes-financieres--mettre-en-place-une-mesure-de-protection-financiere" | "difficultes-financieres--prevenir-une-degradation-de-la-situation-financiere" | "difficultes-financieres--situation-dendettement-surendettement" | "equipement-et-alimentation--aide-menagere" | "equipement-et-alimentation--alimentation" | "equipement-et-alimentation--electromenager" | "equipement-et-alimentation--habillement" | "famille--garde-denfants" | "famille--prise-en-charge-personne-dependante" | "famille--soutien-a-la-parentalite-et-a-leducation" | "famille--soutien-aidants" | "famille--surmonter-conflits-separation-violence" | "lecture-ecriture-calcul--maitriser-le-calcul" | "lecture-ecriture-calcul--maitriser-le-francais" | "logement-hebergement--acheter-un-logement" | "logement-hebergement--changer-de-logement" | "logement-hebergement--louer-un-logement" | "logement-hebergement--rechercher-une-solution-dhebergement-temporaire" | "logement-hebergement--reduire-les-impayes-de-loyer" | "logement-hebergement--se-maintenir-dans-le-logement" | "logement-hebergement--sinformer-sur-les-demarches-liees-a-lacces-au-logement" | "mobilite--acceder-a-un-vehicule" | "mobilite--entretenir-reparer-son-vehicule" | "mobilite--etre-accompagne-dans-son-parcours-mobilite" | "mobilite--financer-ma-mobilite" | "mobilite--preparer-un-permis" | "mobilite--mobilite-douce-partagee-collective" | "numerique--acceder-a-des-services-en-ligne" | "numerique--acceder-a-une-connexion-internet" | "numerique--acquerir-un-equipement" | "numerique--maitriser-les-fondamentaux-du-numerique" | "preparer-sa-candidature--developper-son-reseau" | "preparer-sa-candidature--organiser-ses-demarches-de-recherche-demploi" | "preparer-sa-candidature--realiser-un-cv-et-ou-une-lettre-de-motivation" | "preparer-sa-candidature--valoriser-ses-competences" | "remobilisation--activites-sportives-et-culturelles" | "remobilisation--benevolat-action-citoyenne" | "remobilisation--bien-etre-confiance-en-soi" | "remobilisation--lien-social" | "sante--acces-aux-soins" | "sante--addictions" | "sante--constituer-un-dossier-mdph-invalidite" | "sante--sante-mentale" | "sante--sante-sexuelle" | "se-former--monter-son-dossier-de-formation" | "se-former--trouver-sa-formation" | "souvrir-a-linternational--connaitre-les-opportunites-demploi-a-letranger" | "souvrir-a-linternational--sinformer-sur-les-aides-pour-travailler-a-letranger" | "souvrir-a-linternational--sorganiser-suite-a-son-retour-en-france" | "trouver-un-emploi--convaincre-un-recruteur-en-entretien" | "trouver-un-emploi--faire-des-candidatures-spontanees" | "trouver-un-emploi--maintien-dans-lemploi" | "trouver-un-emploi--repondre-a-des-offres-demploi" | "trouver-un-emploi--suivre-ses-candidatures-et-relancer-les-employeurs" | "choisir-un-metier" | "creer-une-entreprise" | "difficultes-administratives-ou-juridiques" | "difficultes-financieres" | "equipement-et-alimentation" | "famille" | "lecture-ecriture-calcul" | "logement-hebergement" | "mobilite" | "numerique" | "preparer-sa-candidature" | "remobilisation" | "sante" | "se-former" | "souvrir-a-linternational" | "trouver-un-emploi">;
  reseaux_porteurs?: Array<"60000-rebonds" | "action-logement" | "adie" | "afpa" | "agefiph" | "ai" | "aidants-connect" | "alliance-villes-emploi" | "anlci" | "apprentis-dauteuil" | "ase" | "banques-alimentaires" | "caarud" | "cada" | "caf" | "campus-connecte" | "cap-emploi-reseau-cheops" | "cava" | "ccas-cias" | "chambres-consulaires" | "chantier-ecole" | "chrs" | "chu" | "cidff" | "cmp" | "cms" | "cnam" | "collectif-emploi" | "communes" | "coorace" | "conseillers-numeriques" | "cpam" | "cph" | "creches-avip" | "crepi" | "cresus" | "croix-rouge" | "csapa" | "delegataire-conseil-departemental" | "departements" | "duo-for-a-job" | "ecoles-de-la-deuxieme-chance" | "ea" | "eatt" | "egee" | "emmaus" | "epide" | "esat" | "espaces-publics-numeriques" | "etcld" | "fabrique-de-territoire" | "face" | "fcsf" | "federation-professionnelle-femmes" | "federation-des-acteurs-de-la-solidarite" | "france-active" | "france-service" | "france-travail" | "french-tech" | "geiq" | "grandes-ecoles-du-numerique" | "huda" | "hup" | "inae" | "initiative-france" | "konexio" | "la-cravate-solidaire" | "la-poste" | "les-premieres" | "maisons-de-l-emploi" | "maison-departementale-de-lautonomie" | "maisons-des-solidarites" | "mdph" | "mission-locale" | "mjc" | "mobin" | "msap" | "mutualite-sociale-agricole" | "nqt" | "pimms-mediation" | "pjj" | "plie" | "points-conseil-budget" | "points-justice" | "positive-planet" | "regions" | "reseau-app" | "reseau-bge" | "reseau-entreprendre" | "reseau-information-jeunesse" | "residences-fjt" | "ressourceries" | "restos-du-coeur" | "secours-populaire" | "ei" | "aci" | "etti" | "eiti" | "siao" | "simplon" | "singa" | "snc" | "spip" | "tous-tes-possibles" | "unaf" | "unea" | "unis-cite" | "wimoov">;
  mobilisable_par?: Array<"usagers" | "professionnels">;
  sources?: Array<string>;
  score_qualite_minimum?: number;
  exclure_doublons?: boolean;
  modifie_depuis?: string | null;
  groupe?: Array<"pres-de-vous" | "dans-votre-region" | "partout" | "autres-pays">;
  familles?: Array<"economie-circulaire" | "inclusion-education-populaire" | "communs-numeriques" | "plateformes-cooperatives" | "telecoms-solidaires" | "donnees-ia-interet-general" | "accompagnement-ess">;
  type?: Array<"structure" | "programme" | "besoin">;
  publics?: Array<"tous-publics" | "actifs" | "beneficiaires-des-minimas-sociaux" | "demandeurs-emploi" | "etudiants" | "familles" | "femmes" | "jeunes" | "personnes-en-situation-de-handicap" | "personnes-en-situation-durgence" | "personnes-en-situation-juridique-specifique" | "personnes-exilees" | "residents-qpv-frr" | "seniors" | "associations" | "collectivites" | "entreprises">;
  frais?: Array<"gratuit" | "gratuit-sous-condition" | "payant">;
  modes_accueil?: Array<"en-presentiel" | "a-distance">;
  territoires?: Array<"france-entiere" | "auvergne-rhone-alpes" | "bourgogne-franche-comte" | "bretagne" | "centre-val-de-loire" | "corse" | "grand-est" | "hauts-de-france" | "ile-de-france" | "normandie" | "nouvelle-aquitaine" | "occitanie" | "pays-de-la-loire" | "provence-alpes-cote-d-azur" | "guadeloupe" | "guyane" | "la-reunion" | "martinique" | "mayotte" | "autres-outre-mer" | "belgique" | "luxembourg" | "suisse" | "canada" | "europe" | "monde">;
  prise_en_charge?: Array<"surdite" | "handicaps-moteurs" | "handicaps-mentaux" | "illettrisme" | "langues-etrangeres-anglais" | "langues-etrangeres-autres" | "deficience-visuelle">;
  langues?: Array<"fr" | "fsl" | "en" | "ar" | "es" | "pt" | "uk" | "ru" | "tr" | "fa" | "prs" | "ps" | "ti" | "bn" | "zh" | "ro" | "it" | "de" | "nl" | "so" | "wo" | "kab" | "br" | "eu" | "co" | "oc" | "rcf" | "gcf">;
  modes_mobilisation?: Array<"telephoner" | "envoyer-un-courriel" | "se-presenter" | "utiliser-lien-mobilisation">;
  accompagnement?: Array<"individuel" | "collectif" | "autonomie">;
  format?: "jsonl" | "csv" | "geojson" | "data-inclusion" | "mediation-numerique" | "hsds";
  ressource?: "structures" | "services" | null;
  licence?: "ouvertes" | "odbl";
  excel?: boolean;
}

export interface FacetsParameters {
}

export type GiveFeedbackParameters = AvisParametres;

export interface LocationParameters {
  id: string;
}

export interface LocationsParameters {
  lieu?: string;
  code_commune?: string;
  code_departement?: string;
  code_region?: string;
  epci?: string;
  lat?: number | null;
  lon?: number | null;
  distance?: number;
  ouvert?: boolean;
  ouvert_le?: string | null;
  service?: Array<"Aide aux démarches administratives" | "Maîtrise des outils numériques du quotidien" | "Insertion professionnelle via le numérique" | "Utilisation sécurisée du numérique" | "Parentalité et éducation avec le numérique" | "Loisirs et créations numériques" | "Compréhension du monde numérique" | "Accès internet et matériel informatique" | "Acquisition de matériel informatique à prix solidaire">;
  frais_lieu?: Array<"gratuit" | "gratuit-sous-condition" | "payant">;
  rdv?: boolean;
  accessible?: boolean;
  besoin?: string;
  reseau?: string;
  page?: number;
  size?: number;
  format?: "json" | "geojson" | "csv";
}

export type MatchSkillsParameters = ProfileParameters;

export interface NeedParameters {
  id: string;
}

export interface NeedsParameters {
}

export interface NeedsOfActorParameters {
  id: string;
  size?: number;
}

export interface OccupationParameters {
  id: string;
}

export interface OccupationsParameters {
  q?: string;
  page?: number;
  size?: number;
}

export interface PackageParameters {
}

export interface PretParameters {
}

export type ReportMistakeParameters = SignalementParametres;

export interface SanteParameters {
}

export type SearchBatchParameters = LotParametres;

export type SearchByPostParameters = PostedSearch;

export interface SearchCsvParameters {
  q: string;
  familles?: Array<"economie-circulaire" | "inclusion-education-populaire" | "communs-numeriques" | "plateformes-cooperatives" | "telecoms-solidaires" | "donnees-ia-interet-general" | "accompagnement-ess">;
  type?: Array<"structure" | "programme" | "besoin">;
  publics?: Array<"tous-publics" | "actifs" | "beneficiaires-des-minimas-sociaux" | "demandeurs-emploi" | "etudiants" | "familles" | "femmes" | "jeunes" | "personnes-en-situation-de-handicap" | "personnes-en-situation-durgence" | "personnes-en-situation-juridique-specifique" | "personnes-exilees" | "residents-qpv-frr" | "seniors" | "associations" | "collectivites" | "entreprises">;
  frais?: Array<"gratuit" | "gratuit-sous-condition" | "payant">;
  modes_accueil?: Array<"en-presentiel" | "a-distance">;
  territoires?: Array<"france-entiere" | "auvergne-rhone-alpes" | "bourgogne-franche-comte" | "bretagne" | "centre-val-de-loire" | "corse" | "grand-est" | "hauts-de-france" | "ile-de-france" | "normandie" | "nouvelle-aquitaine" | "occitanie" | "pays-de-la-loire" | "provence-alpes-cote-d-azur" | "guadeloupe" | "guyane" | "la-reunion" | "martinique" | "mayotte" | "autres-outre-mer" | "belgique" | "luxembourg" | "suisse" | "canada" | "europe" | "monde">;
  prise_en_charge?: Array<"surdite" | "handicaps-moteurs" | "handicaps-mentaux" | "illettrisme" | "langues-etrangeres-anglais" | "langues-etrangeres-autres" | "deficience-visuelle">;
  langues?: Array<"fr" | "fsl" | "en" | "ar" | "es" | "pt" | "uk" | "ru" | "tr" | "fa" | "prs" | "ps" | "ti" | "bn" | "zh" | "ro" | "it" | "de" | "nl" | "so" | "wo" | "kab" | "br" | "eu" | "co" | "oc" | "rcf" | "gcf">;
  modes_mobilisation?: Array<"telephoner" | "envoyer-un-courriel" | "se-presenter" | "utiliser-lien-mobilisation">;
  accompagnement?: Array<"individuel" | "collectif" | "autonomie">;
  lieu?: string;
  code_commune?: string;
  code_departement?: string;
  code_region?: string;
  epci?: string;
  lat?: number | null;
  lon?: number | null;
  distance?: number;
  ouvert?: boolean;
  ouvert_le?: string | null;
  service?: Array<"Aide aux démarches administratives" | "Maîtrise des outils numériques du quotidien" | "Insertion professionnelle via le numérique" | "Utilisation sécurisée du numérique" | "Parentalité et éducation avec le numérique" | "Loisirs et créations numériques" | "Compréhension du monde numérique" | "Accès internet et matériel informatique" | "Acquisition de matériel informatique à prix solidaire">;
  frais_lieu?: Array<"gratuit" | "gratuit-sous-condition" | "payant">;
  rdv?: boolean;
  accessible?: boolean;
  partout?: boolean;
  tri?: "pertinence" | "distance";
  exact?: boolean;
  page?: number;
  size?: number;
  excel?: boolean;
}

export type SearchCsvByPostParameters = PostedTableSearch;

export interface SearchFileParameters {
  encodage?: Encoding;
  separateur?: Separator | null;
  resultats?: number;
  distance?: number;
  familles?: Array<"economie-circulaire" | "inclusion-education-populaire" | "communs-numeriques" | "plateformes-cooperatives" | "telecoms-solidaires" | "donnees-ia-interet-general" | "accompagnement-ess">;
  type?: Array<"structure" | "programme" | "besoin">;
  publics?: Array<"tous-publics" | "actifs" | "beneficiaires-des-minimas-sociaux" | "demandeurs-emploi" | "etudiants" | "familles" | "femmes" | "jeunes" | "personnes-en-situation-de-handicap" | "personnes-en-situation-durgence" | "personnes-en-situation-juridique-specifique" | "personnes-exilees" | "residents-qpv-frr" | "seniors" | "associations" | "collectivites" | "entreprises">;
  frais?: Array<"gratuit" | "gratuit-sous-condition" | "payant">;
  modes_accueil?: Array<"en-presentiel" | "a-distance">;
  territoires?: Array<"france-entiere" | "auvergne-rhone-alpes" | "bourgogne-franche-comte" | "bretagne" | "centre-val-de-loire" | "corse" | "grand-est" | "hauts-de-france" | "ile-de-france" | "normandie" | "nouvelle-aquitaine" | "occitanie" | "pays-de-la-loire" | "provence-alpes-cote-d-azur" | "guadeloupe" | "guyane" | "la-reunion" | "martinique" | "mayotte" | "autres-outre-mer" | "belgique" | "luxembourg" | "suisse" | "canada" | "europe" | "monde">;
  prise_en_charge?: Array<"surdite" | "handicaps-moteurs" | "handicaps-mentaux" | "illettrisme" | "langues-etrangeres-anglais" | "langues-etrangeres-autres" | "deficience-visuelle">;
  langues?: Array<"fr" | "fsl" | "en" | "ar" | "es" | "pt" | "uk" | "ru" | "tr" | "fa" | "prs" | "ps" | "ti" | "bn" | "zh" | "ro" | "it" | "de" | "nl" | "so" | "wo" | "kab" | "br" | "eu" | "co" | "oc" | "rcf" | "gcf">;
  modes_mobilisation?: Array<"telephoner" | "envoyer-un-courriel" | "se-presenter" | "utiliser-lien-mobilisation">;
  accompagnement?: Array<"individuel" | "collectif" | "autonomie">;
}

export interface SearchGeojsonParameters {
  q: string;
  familles?: Array<"economie-circulaire" | "inclusion-education-populaire" | "communs-numeriques" | "plateformes-cooperatives" | "telecoms-solidaires" | "donnees-ia-interet-general" | "accompagnement-ess">;
  type?: Array<"structure" | "programme" | "besoin">;
  publics?: Array<"tous-publics" | "actifs" | "beneficiaires-des-minimas-sociaux" | "demandeurs-emploi" | "etudiants" | "familles" | "femmes" | "jeunes" | "personnes-en-situation-de-handicap" | "personnes-en-situation-durgence" | "personnes-en-situation-juridique-specifique" | "personnes-exilees" | "residents-qpv-frr" | "seniors" | "associations" | "collectivites" | "entreprises">;
  frais?: Array<"gratuit" | "gratuit-sous-condition" | "payant">;
  modes_accueil?: Array<"en-presentiel" | "a-distance">;
  territoires?: Array<"france-entiere" | "auvergne-rhone-alpes" | "bourgogne-franche-comte" | "bretagne" | "centre-val-de-loire" | "corse" | "grand-est" | "hauts-de-france" | "ile-de-france" | "normandie" | "nouvelle-aquitaine" | "occitanie" | "pays-de-la-loire" | "provence-alpes-cote-d-azur" | "guadeloupe" | "guyane" | "la-reunion" | "martinique" | "mayotte" | "autres-outre-mer" | "belgique" | "luxembourg" | "suisse" | "canada" | "europe" | "monde">;
  prise_en_charge?: Array<"surdite" | "handicaps-moteurs" | "handicaps-mentaux" | "illettrisme" | "langues-etrangeres-anglais" | "langues-etrangeres-autres" | "deficience-visuelle">;
  langues?: Array<"fr" | "fsl" | "en" | "ar" | "es" | "pt" | "uk" | "ru" | "tr" | "fa" | "prs" | "ps" | "ti" | "bn" | "zh" | "ro" | "it" | "de" | "nl" | "so" | "wo" | "kab" | "br" | "eu" | "co" | "oc" | "rcf" | "gcf">;
  modes_mobilisation?: Array<"telephoner" | "envoyer-un-courriel" | "se-presenter" | "utiliser-lien-mobilisation">;
  accompagnement?: Array<"individuel" | "collectif" | "autonomie">;
  lieu?: string;
  code_commune?: string;
  code_departement?: string;
  code_region?: string;
  epci?: string;
  lat?: number | null;
  lon?: number | null;
  distance?: number;
  ouvert?: boolean;
  ouvert_le?: string | null;
  service?: Array<"Aide aux démarches administratives" | "Maîtrise des outils numériques du quotidien" | "Insertion professionnelle via le numérique" | "Utilisation sécurisée du numérique" | "Parentalité et éducation avec le numérique" | "Loisirs et créations numériques" | "Compréhension du monde numérique" | "Accès internet et matériel informatique" | "Acquisition de matériel informatique à prix solidaire">;
  frais_lieu?: Array<"gratuit" | "gratuit-sous-condition" | "payant">;
  rdv?: boolean;
  accessible?: boolean;
  partout?: boolean;
  tri?: "pertinence" | "distance";
  exact?: boolean;
  page?: number;
  size?: number;
}

export type SearchGeojsonByPostParameters = PostedMapSearch;

export interface ServedVersionParameters {
}

export interface SimilarParameters {
  id: string;
  size?: number;
}

export interface SuggestionsParameters {
  q: string;
}

export class OrientESS {
  constructor(address: string, options?: Options);
  /** Sends any operation of the API, by its name. */
  call(name: string, parameters?: Record<string, unknown>, body?: string): Promise<unknown>;
  /** Chercher ; le besoin part dans le corps, jamais dans l'adresse. */
  search(parameters: SearchByPostParameters): Promise<RechercheReponse>;
  /** Results of all the pages of a search, best first. */
  everyResult(parameters: SearchByPostParameters): AsyncGenerator<ResultatReponse>;
  /** Records of all the pages of a list. */
  everyActor(parameters?: ActorsParameters): AsyncGenerator<ActeurListe>;
  /** Lines of an export, as they arrive. */
  exportLines(parameters?: ExportParameters): AsyncGenerator<string>;
  /** Lire une fiche. */
  actor(parameters: ActorParameters): Promise<Actor | Programme | Need>;
  /** Lister les fiches. */
  actors(parameters?: ActorsParameters): Promise<ActeursReponse>;
  /** Du besoin aux acteurs. */
  actorsOfNeed(parameters: ActorsOfNeedParameters): Promise<ActeursDuBesoinReponse>;
  /** Suggérer à un navigateur. */
  browserSuggestions(parameters: BrowserSuggestionsParameters): Promise<Array<string | Array<string>>>;
  /** Lire ce qui change. */
  changes(parameters?: ChangesParameters): Promise<ChangementsReponse>;
  /** Suivre ce qui change (Atom). */
  changesFeed(parameters?: ChangesFeedParameters): Promise<string>;
  /** Classer des textes. */
  classify(parameters: ClassifyParameters): Promise<ClassificationReponse>;
  /** Trouver la commune d'un point. */
  communeAt(parameters: CommuneAtParameters): Promise<CommuneReponse>;
  /** Proposer des lieux. */
  communes(parameters: CommunesParameters): Promise<LieuxProposes>;
  /** Trouver la commune de chaque ligne d'un fichier. */
  communesOfFile(content: string, parameters?: CommunesOfFileParameters): Promise<string>;
  /** Fiches complémentaires. */
  complementary(parameters: ComplementaryParameters): Promise<FichesProchesReponse>;
  /** Exporter le catalogue. */
  export(parameters?: ExportParameters): Promise<string>;
  /** Compter le catalogue. */
  facets(parameters?: FacetsParameters): Promise<FacettesReponse>;
  /** Dire si une réponse est utile. */
  giveFeedback(parameters: GiveFeedbackParameters): Promise<AvisReponse>;
  /** Lire un lieu. */
  location(parameters: LocationParameters): Promise<LieuEntier>;
  /** Lister les lieux. */
  locations(parameters?: LocationsParameters): Promise<LieuxReponse>;
  /** Des compétences aux métiers. */
  matchSkills(parameters: MatchSkillsParameters): Promise<CompetencesReponse>;
  /** Lire un besoin. */
  need(parameters: NeedParameters): Promise<BesoinReponse>;
  /** Lire le thésaurus des besoins. */
  needs(parameters?: NeedsParameters): Promise<BesoinsReponse>;
  /** De l'acteur aux besoins. */
  needsOfActor(parameters: NeedsOfActorParameters): Promise<BesoinsDeFicheReponse>;
  /** Lire un métier. */
  occupation(parameters: OccupationParameters): Promise<Occupation>;
  /** Chercher un métier. */
  occupations(parameters?: OccupationsParameters): Promise<MetiersReponse>;
  /** Décrire les exports du jour. */
  package(parameters?: PackageParameters): Promise<PaquetReponse>;
  /** Le service est prêt. */
  pret(parameters?: PretParameters): Promise<PretReponse>;
  /** Signaler une erreur. */
  reportMistake(parameters: ReportMistakeParameters): Promise<SignalementReponse>;
  /** Le service vit. */
  sante(parameters?: SanteParameters): Promise<EtatReponse>;
  /** Chercher par lot. */
  searchBatch(parameters: SearchBatchParameters): Promise<LotReponse>;
  /** Chercher (POST). */
  searchByPost(parameters: SearchByPostParameters): Promise<RechercheReponse>;
  /** Chercher, en CSV. */
  searchCsv(parameters: SearchCsvParameters): Promise<string>;
  /** Chercher, en CSV (POST). */
  searchCsvByPost(parameters: SearchCsvByPostParameters): Promise<string>;
  /** Chercher pour un fichier de besoins. */
  searchFile(content: string, parameters?: SearchFileParameters): Promise<string>;
  /** Chercher, en GeoJSON. */
  searchGeojson(parameters: SearchGeojsonParameters): Promise<{
  type: "FeatureCollection";
  attribution: string;
  licence: string;
  query?: string;
  version_index: string;
  total?: number;
  total_exact?: boolean;
  certitude?: "sur" | "peut-etre" | "rien";
  page?: number;
  size?: number;
  pages?: number;
  message?: string | null;
  besoins_possibles?: Array<string>;
  features: Array<{
  type: "Feature";
  id: string;
  geometry: {
  type: "Point";
  coordinates: Array<number>;
} | null;
  properties: Record<string, unknown>;
}>;
}>;
  /** Chercher, en GeoJSON (POST). */
  searchGeojsonByPost(parameters: SearchGeojsonByPostParameters): Promise<{
  type: "FeatureCollection";
  attribution: string;
  licence: string;
  query?: string;
  version_index: string;
  total?: number;
  total_exact?: boolean;
  certitude?: "sur" | "peut-etre" | "rien";
  page?: number;
  size?: number;
  pages?: number;
  message?: string | null;
  besoins_possibles?: Array<string>;
  features: Array<{
  type: "Feature";
  id: string;
  geometry: {
  type: "Point";
  coordinates: Array<number>;
} | null;
  properties: Record<string, unknown>;
}>;
}>;
  /** Ce qui est servi. */
  servedVersion(parameters?: ServedVersionParameters): Promise<VersionReponse>;
  /** Fiches semblables. */
  similar(parameters: SimilarParameters): Promise<FichesProchesReponse>;
  /** Suggérer. */
  suggestions(parameters: SuggestionsParameters): Promise<SuggestionsReponse>;
}
