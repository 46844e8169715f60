<?php
/**
 * Plugin Name:       OrientESS
 * Description:       La recherche d'OrientESS dans vos pages : [orientess], un formulaire, un cadre ou un composant.
 * Version:           0.1.0
 * Requires at least: 6.0
 * Requires PHP:      7.4
 * License:           EUPL-1.2
 * Text Domain:       orientess
 *
 * Rien n'est demandé à OrientESS avant que la personne cherche, sauf le cadre et le composant, qui
 * chargent leur page ou leur script. Aucun cookie. Tout ce qui est écrit est échappé.
 */

if (!defined('ABSPATH')) {
    exit;
}

const ORIENTESS_OPTION = 'orientess';
const ORIENTESS_FORMS = array('formulaire', 'cadre', 'composant');
const ORIENTESS_CODES = array('code_commune', 'code_departement', 'code_region', 'epci');

/** Réglages : adresse du service, clé publique du cadre. */
function orientess_settings()
{
    $saved = get_option(ORIENTESS_OPTION, array());
    return array_merge(array('adresse' => '', 'cle' => ''), is_array($saved) ? $saved : array());
}

/** Garde une adresse https (ou http://localhost) et une clé de lettres, chiffres, - et _. */
function orientess_sanitize($given)
{
    $given = is_array($given) ? $given : array();
    $address = isset($given['adresse']) ? untrailingslashit(esc_url_raw(trim((string) $given['adresse']))) : '';
    if (!preg_match('#^(https://|http://localhost(:\d+)?$)#', $address)) {
        $address = '';
    }
    $key = isset($given['cle']) ? preg_replace('/[^A-Za-z0-9_-]/', '', (string) $given['cle']) : '';
    return array('adresse' => $address, 'cle' => $key);
}

/** Rend le code court [orientess forme="" titre="" lieu="" code_departement="" familles="" besoin="" taille=""]. */
function orientess_shortcode($given)
{
    $settings = orientess_settings();
    $site = $settings['adresse'];
    if ($site === '') {
        return current_user_can('manage_options')
            ? '<p>' . esc_html('OrientESS : donnez l\'adresse du service dans Réglages, OrientESS.') . '</p>'
            : '';
    }
    $defaults = array(
        'forme' => 'formulaire', 'titre' => 'Trouver de l\'aide au numérique', 'lieu' => '',
        'familles' => '', 'besoin' => '', 'taille' => '5',
    ) + array_fill_keys(ORIENTESS_CODES, '');
    $chosen = array_map('strval', shortcode_atts($defaults, (array) $given, 'orientess'));
    $chosen['taille'] = (string) max(1, min(20, (int) $chosen['taille']));
    $form = in_array($chosen['forme'], ORIENTESS_FORMS, true) ? $chosen['forme'] : 'formulaire';
    switch ($form) {
        case 'cadre':
            return orientess_frame($site, $settings['cle'], $chosen);
        case 'composant':
            return orientess_component($site, $chosen);
        default:
            return orientess_form($site, $chosen);
    }
}

/** Territoire choisi : nom de paramètre => valeur ; un code avant un nom. */
function orientess_territory($chosen)
{
    foreach (ORIENTESS_CODES as $name) {
        if ($chosen[$name] !== '') {
            return array($name => $chosen[$name]);
        }
    }
    return $chosen['lieu'] === '' ? array() : array('lieu' => $chosen['lieu']);
}

/** Familles choisies, séparées par des espaces ou des virgules. */
function orientess_families($chosen)
{
    return preg_split('/[\s,]+/', $chosen['familles'], -1, PREG_SPLIT_NO_EMPTY);
}

/** Un formulaire qui mène aux résultats, sur le site d'OrientESS : sans script. */
function orientess_form($site, $chosen)
{
    $id = wp_unique_id('orientess-');
    $territory = orientess_territory($chosen);
    $lines = array(
        '<form class="orientess" action="' . esc_url($site . '/recherche') . '">',
        '<label for="' . esc_attr($id . '-besoin') . '">' . esc_html('De quoi avez-vous besoin ?') . '</label>',
        '<input id="' . esc_attr($id . '-besoin') . '" name="q" maxlength="300" required value="'
            . esc_attr($chosen['besoin']) . '">',
    );
    if ($territory === array()) {
        $lines[] = '<label for="' . esc_attr($id . '-lieu') . '">' . esc_html('Où ? (facultatif)') . '</label>';
        $lines[] = '<input id="' . esc_attr($id . '-lieu') . '" name="lieu" maxlength="120">';
    }
    foreach ($territory as $name => $value) {
        $lines[] = '<input type="hidden" name="' . esc_attr($name) . '" value="' . esc_attr($value) . '">';
    }
    foreach (orientess_families($chosen) as $code) {
        $lines[] = '<input type="hidden" name="familles" value="' . esc_attr($code) . '">';
    }
    $lines[] = '<button>' . esc_html('Chercher') . '</button>';
    $lines[] = '</form>';
    return implode("\n", $lines);
}

/** Un cadre : la page /widget d'OrientESS, et le script qui règle sa hauteur. */
function orientess_frame($site, $key, $chosen)
{
    $query = array('titre' => $chosen['titre'], 'size' => $chosen['taille']) + orientess_territory($chosen);
    if ($chosen['besoin'] !== '') {
        $query['besoin'] = $chosen['besoin'];
    }
    if ($key !== '') {
        $query['cle'] = $key;
    }
    $address = $site . '/widget?' . http_build_query($query, '', '&', PHP_QUERY_RFC3986);
    foreach (orientess_families($chosen) as $code) {
        $address .= '&familles=' . rawurlencode($code);
    }
    wp_enqueue_script('orientess-cadre', $site . '/widget.js', array(), null, true);
    return '<iframe src="' . esc_url($address) . '" title="' . esc_attr($chosen['titre'])
        . '" data-orientess loading="lazy" style="border: 0; width: 100%; height: 24rem"></iframe>'
        . "\n" . orientess_link($site);
}

/** Un composant : <orientess-recherche>, que son script définit. */
function orientess_component($site, $chosen)
{
    $attributes = array(
        'titre' => $chosen['titre'],
        'besoin' => $chosen['besoin'],
        'familles' => implode(' ', orientess_families($chosen)),
        'taille' => $chosen['taille'],
    ) + orientess_territory($chosen);
    $written = '';
    foreach (array_filter($attributes, 'strlen') as $name => $value) {
        $written .= ' ' . $name . '="' . esc_attr($value) . '"';
    }
    wp_enqueue_script('orientess-composant', $site . '/composant.js', array(), null, true);
    return '<orientess-recherche' . $written . '>' . orientess_link($site) . '</orientess-recherche>';
}

/** Le lien vers OrientESS, quand le cadre ou le composant ne vient pas. */
function orientess_link($site)
{
    return '<p><a href="' . esc_url($site . '/') . '">' . esc_html('Ouvrir cette recherche sur OrientESS') . '</a></p>';
}

/** Page de réglages : deux champs. */
function orientess_settings_page()
{
    if (!current_user_can('manage_options')) {
        return;
    }
    $settings = orientess_settings();
    echo '<div class="wrap"><h1>OrientESS</h1><form action="options.php" method="post">';
    settings_fields(ORIENTESS_OPTION);
    foreach (array('adresse' => 'Adresse du service (https://…)', 'cle' => 'Clé publique du cadre, si besoin') as $name => $label) {
        $id = 'orientess-' . $name;
        echo '<p><label for="' . esc_attr($id) . '">' . esc_html($label) . '</label><br>';
        echo '<input id="' . esc_attr($id) . '" class="regular-text" name="'
            . esc_attr(ORIENTESS_OPTION . '[' . $name . ']') . '" value="' . esc_attr($settings[$name]) . '"></p>';
    }
    echo '<p>' . esc_html('Dans une page : [orientess], [orientess forme="cadre" code_departement="59"], [orientess forme="composant" lieu="Lille"].') . '</p>';
    submit_button();
    echo '</form></div>';
}

add_shortcode('orientess', 'orientess_shortcode');
add_action('admin_init', function () {
    register_setting(ORIENTESS_OPTION, ORIENTESS_OPTION, array('type' => 'array', 'sanitize_callback' => 'orientess_sanitize'));
});
add_action('admin_menu', function () {
    add_options_page('OrientESS', 'OrientESS', 'manage_options', 'orientess', 'orientess_settings_page');
});
